// Spread: moments in two passes, quantiles by selection, and a bootstrap of whole lines.
#include "lines/spread.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sonde::lines {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kResamples = 400;

template <typename Real>
double mean_in(std::span<const double> values) {
  Real sum = 0;
  for (const double value : values) sum += value;
  return static_cast<double>(sum / static_cast<Real>(values.size()));
}

double mean_of(std::span<const double> values) {
  const double mean = mean_in<double>(values);
  // Wider than its parts, where there is something wider, for sums beyond the largest double.
  return std::isfinite(mean) ? mean : mean_in<long double>(values);
}

template <typename Real>
double std_in(std::span<const double> values, double mean, double divisor) {
  Real sum = 0;
  Real rest = 0;  // of the mean's rounding
  for (const double value : values) {
    const Real off = static_cast<Real>(value) - static_cast<Real>(mean);
    sum += off * off;
    rest += off;
  }
  const Real squares = sum - rest * rest / static_cast<Real>(values.size());
  return static_cast<double>(std::sqrt(std::max(squares, Real{0}) / static_cast<Real>(divisor)));
}

double std_of(std::span<const double> values, double mean, std::int32_t ddof) {
  const double divisor = static_cast<double>(values.size()) - ddof;
  if (divisor <= 0) return kNaN;
  const double found = std_in<double>(values, mean, divisor);
  return std::isfinite(found) ? found : std_in<long double>(values, mean, divisor);
}

/// A generator of pseudo-random numbers with a fixed beginning: xorshift64* (Vigna 2016).
class Random {
 public:
  /// A number below `end`, which is below 2^32.
  std::uint32_t below(std::uint32_t end) {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    const std::uint64_t high = (state_ * 0x2545F4914F6CDD1D) >> 32;
    return static_cast<std::uint32_t>((high * end) >> 32);
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15;
};

}  // namespace

double quantile(std::span<double> values, double share) {
  const double place = share * static_cast<double>(values.size() - 1);
  const auto at = static_cast<std::size_t>(place);
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
  const double low = values[at];
  if (at + 1 == values.size()) return low;
  const double high = *std::ranges::min_element(values.subspan(at + 1));
  const double part = place - static_cast<double>(at);
  const double found = low + (high - low) * part;
  return std::isfinite(found) ? found : low * (1 - part) + high * part;
}

Spreads::Spreads(const SpreadQuery& query, std::size_t members) : query_(query), all_(members) {
  if (query.band != Band::kBootstrap || members == 0) return;
  draws_.resize(members * kResamples);
  Random random;
  for (std::size_t resample = 0; resample < kResamples; ++resample) {
    for (std::size_t i = 0; i < members; ++i) {
      draws_[random.below(static_cast<std::uint32_t>(members)) * kResamples + resample] += 1;
    }
  }
  sums_.resize(kResamples);
  drawn_.resize(kResamples);
  means_.reserve(kResamples);
}

Spread Spreads::of(std::span<double> values, std::span<const std::uint32_t> members) {
  Spread spread{kNaN, kNaN, kNaN};
  if (values.empty()) return spread;
  const bool needs_mean = query_.statistic == Statistic::kMean || query_.band == Band::kStd ||
                          query_.band == Band::kSem || query_.band == Band::kBootstrap;
  const double mean = needs_mean ? mean_of(values) : kNaN;
  switch (query_.band) {
    case Band::kNone:
      break;
    case Band::kStd:
    case Band::kSem: {
      double off = std_of(values, mean, query_.ddof);
      if (query_.band == Band::kSem) off /= std::sqrt(static_cast<double>(values.size()));
      spread.lower = mean - off;
      spread.upper = mean + off;
      break;
    }
    case Band::kMinMax: {
      const auto [low, high] = std::ranges::minmax(values);
      spread.lower = low;
      spread.upper = high;
      break;
    }
    case Band::kBootstrap:
      bootstrap(values, members, mean, spread);
      break;
    case Band::kQuantiles:
      spread.lower = quantile(values, query_.lower_quantile);
      spread.upper = quantile(values, query_.upper_quantile);
      break;
  }
  spread.centre = query_.statistic == Statistic::kMean ? mean : quantile(values, 0.5);
  return spread;
}

void Spreads::bootstrap(std::span<const double> values, std::span<const std::uint32_t> members, double mean,
                        Spread& spread) {
  if (values.size() < 2) return;
  std::ranges::fill(sums_, 0.0F);
  std::ranges::fill(drawn_, 0.0F);
  // As parts of the largest distance from the mean, which single precision holds well.
  double scale = 0;
  for (const double value : values) scale = std::max(scale, std::abs(value - mean));
  if (scale == 0 || !std::isfinite(scale)) scale = 1;
  const bool all_there = values.size() == all_;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float* const draws = draws_.data() + members[i] * kResamples;
    const auto off = static_cast<float>((values[i] - mean) / scale);
    for (std::size_t r = 0; r < kResamples; ++r) sums_[r] += draws[r] * off;
    if (all_there) continue;
    for (std::size_t r = 0; r < kResamples; ++r) drawn_[r] += draws[r];
  }
  means_.clear();
  for (std::size_t r = 0; r < kResamples; ++r) {
    const double drawn = all_there ? static_cast<double>(all_) : static_cast<double>(drawn_[r]);
    // Nobody who has a value here may have been drawn.
    if (drawn > 0) means_.push_back(static_cast<double>(sums_[r]) / drawn);
  }
  if (means_.empty()) return;
  const double tail = (1 - query_.confidence) / 2;
  spread.lower = mean + scale * quantile(means_, tail);
  spread.upper = mean + scale * quantile(means_, 1 - tail);
}

}  // namespace sonde::lines
