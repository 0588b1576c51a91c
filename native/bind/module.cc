// The Python module sonde._native: a table of contents of the native rooms.
#include "bind/bind.h"

NB_MODULE(_native, m) {
  m.doc() = "Sonde's native core: bytes of event files to columns, and columns to what is drawn.";
#ifdef SONDE_BIND_WIRE
  sonde::bind::bind_wire(m);
#endif
#ifdef SONDE_BIND_SERIES
  sonde::bind::bind_series(m);
#endif
#ifdef SONDE_BIND_EVENTS
  sonde::bind::bind_events(m);
#endif
#ifdef SONDE_BIND_WRITER
  sonde::bind::bind_writer(m);
#endif
}
