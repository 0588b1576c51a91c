// What each file of this room adds to the Python module sonde._native.
#pragma once

#include <nanobind/nanobind.h>

namespace sonde::bind {

void bind_wire(nanobind::module_& m);
void bind_events(nanobind::module_& m);
void bind_columns(nanobind::module_& m);
void bind_lines(nanobind::module_& m);
void bind_groups(nanobind::module_& m);
void bind_histograms(nanobind::module_& m);
void bind_sessions(nanobind::module_& m);
void bind_writer(nanobind::module_& m);
void bind_testing(nanobind::module_& m);

}  // namespace sonde::bind
