// The Python module sonde._native: a table of contents of the native rooms.
#include "bind/bind.h"

NB_MODULE(_native, m) {
  // Threads that go on while the process ends hold objects for good reason; nobody needs to read of them.
  nanobind::set_leak_warnings(false);
  m.doc() = "Sonde's native core: bytes of event files to columns, and columns to what is drawn.";
  sonde::bind::bind_wire(m);
  sonde::bind::bind_columns(m);
  sonde::bind::bind_lines(m);
  sonde::bind::bind_groups(m);
  sonde::bind::bind_histograms(m);
  sonde::bind::bind_events(m);
  sonde::bind::bind_sessions(m);
  sonde::bind::bind_writer(m);
  sonde::bind::bind_testing(m);
}
