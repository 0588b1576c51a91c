// Whether a picture has values of one kind only: writers log what has one channel as three equal ones.

const SIDE = 32;
/** Copies are encoded with losses. */
const TOLERANCE = 3;

let pen: CanvasRenderingContext2D | null = null;

export function isGrey(picture: HTMLImageElement): boolean {
  pen ??= Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE }).getContext('2d', {
    willReadFrequently: true,
  });
  if (pen === null) return false;
  pen.clearRect(0, 0, SIDE, SIDE);
  pen.drawImage(picture, 0, 0, SIDE, SIDE);
  const { data } = pen.getImageData(0, 0, SIDE, SIDE);
  for (let i = 0; i < data.length; i += 4) {
    const [red, green, blue] = [data[i]!, data[i + 1]!, data[i + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > TOLERANCE) return false;
  }
  return true;
}
