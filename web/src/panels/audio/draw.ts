// Draws a waveform and a spectrogram on canvases.

import type { Shape, Spectrum } from './shape';

/** Dark to bright, evenly to the eye: the levels of a spectrogram on paper of any colour. */
const RAMP = ['#0b0b1a', '#3b1a6b', '#8a2a7d', '#d8515f', '#fb9a52', '#fcf3b8'] as const;

/** Sets a canvas to the size that it is shown at. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
  canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
  return canvas.getContext('2d');
}

/** Channels one below another, each within −1…1. */
export function drawWave(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
  { waves, buckets }: Shape,
  colours: { readonly wave: string; readonly axis: string },
): void {
  const pen = sized(canvas, width, height);
  if (pen === null) return;
  const band = canvas.height / waves.length;
  for (const [channel, wave] of waves.entries()) {
    const middle = (channel + 0.5) * band;
    const scale = band / 2 - 1;
    pen.fillStyle = colours.axis;
    pen.fillRect(0, Math.round(middle), canvas.width, 1);
    pen.fillStyle = colours.wave;
    for (let x = 0; x < canvas.width; x += 1) {
      const first = Math.floor((x * buckets) / canvas.width);
      const end = Math.max(first + 1, Math.floor(((x + 1) * buckets) / canvas.width));
      let least = Infinity;
      let largest = -Infinity;
      for (let bucket = first; bucket < end; bucket += 1) {
        least = Math.min(least, wave[2 * bucket]!);
        largest = Math.max(largest, wave[2 * bucket + 1]!);
      }
      const top = middle - Math.min(1, largest) * scale;
      const bottom = middle - Math.max(-1, least) * scale;
      pen.fillRect(x, top - 0.5, 1, Math.max(1, bottom - top));
    }
  }
}

/** Time to the right, frequencies upwards. */
export function drawSpectrum(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
  spectrum: Spectrum,
): void {
  const pen = sized(canvas, width, height);
  if (pen === null) return;
  const { columns, rows } = spectrum;
  const picture = new OffscreenCanvas(columns, rows);
  const brush = picture.getContext('2d');
  if (brush === null) return;
  brush.putImageData(pixelsOf(spectrum), 0, 0);
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

function pixelsOf({ columns, rows, levels }: Spectrum): ImageData {
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = ramp();
  for (let column = 0; column < columns; column += 1) {
    for (let row = 0; row < rows; row += 1)
      pixels[(rows - 1 - row) * columns + column] = colours[levels[column * rows + row]!]!;
  }
  return image;
}

/** The colours of the levels 0…255, as the bytes of a picture. */
function ramp(): Uint32Array {
  const stops = RAMP.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  return Uint32Array.from({ length: 256 }, (_, level) => {
    const at = (level / 255) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    const [red, green, blue] = stops[low]!.map((from, i) =>
      Math.round(from + (at - low) * (stops[low + 1]![i]! - from)),
    );
    return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0;
  });
}
