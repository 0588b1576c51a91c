// Histogram: decodes the old HistogramProto.
//
//   HistogramProto  1 double min; 2 double max; 3 double num; 4 double sum; 5 double sum_squares;
//                   6 packed double bucket_limit (right edges, the last mostly the largest double);
//                   7 packed double bucket
//
// https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/compat/proto/histogram.proto
#pragma once

#include <vector>

#include "wire/bytes.h"

namespace sonde::events {

struct Histogram {
  double min = 0;
  double max = 0;
  double num = 0;
  double sum = 0;
  double sum_squares = 0;
  std::vector<double> limits;  ///< right edges
  std::vector<double> counts;  ///< as many as the file has, which need not be as many as the edges
};

/// Decodes a serialized HistogramProto. Throws DecodeError.
Histogram decode_histogram(wire::Bytes message);

}  // namespace sonde::events
