// The arithmetic of colours: contrast as WCAG counts it, distance as people see it, and what colour-blind people see.

/** Red, green and blue from 0 to 1, linear in light. */
export type Rgb = readonly [number, number, number];

/** The colour that `#rrggbb` names. */
export function rgbOf(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** `share` of one colour laid over another, as a canvas would; both #rgb or #rrggbb, else the upper one as it is. */
export function mixed(below: string, above: string, share: number): string {
  const [from, to] = [bytesOf(below), bytesOf(above)];
  if (from === null || to === null) return above;
  return `rgb(${from.map((part, i) => Math.round(part + (to[i]! - part) * share)).join(' ')})`;
}

function bytesOf(hex: string): number[] | null {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(hex)?.[1];
  if (digits === undefined) return null;
  return digits.length === 3
    ? Array.from(digits, (digit) => parseInt(digit + digit, 16))
    : [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(a: Rgb, b: Rgb): number {
  const luminance = ([red, green, blue]: Rgb): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** How different two colours look: their distance in OKLab, where 1 lies between black and white. */
export function distance(a: Rgb, b: Rgb): number {
  const [p, q] = [okLab(a), okLab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

export type Sight = 'normal' | 'protan' | 'deutan' | 'tritan';

/** What a colour looks like to someone without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1). */
export function seenBy(sight: Sight, [red, green, blue]: Rgb): Rgb {
  const row = ([r, g, b]: Rgb): number => Math.min(1, Math.max(0, r * red + g * green + b * blue));
  const [r, g, b] = SIGHTS[sight];
  return [row(r), row(g), row(b)];
}

const SIGHTS: Readonly<Record<Sight, readonly [Rgb, Rgb, Rgb]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

// Björn Ottosson, "A perceptual color space for image processing" (2020).
function okLab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
