// Moments of sounds and videos.

/** 1:02.50; with hours 1:02:03.50. */
export function clock(seconds: number, digits = 2): string {
  const unit = 10 ** digits;
  const all = Math.round(Math.max(0, seconds) * unit) / unit;
  const minutes = Math.floor(all / 60);
  const rest = (all - minutes * 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
