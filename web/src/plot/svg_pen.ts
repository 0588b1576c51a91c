// A pen that writes SVG: the same marks as vectors, for papers and slides.
import { canvasOf } from './canvas_pen';
import { type Cells, FONT_FAMILY, type PathTarget, type Pen, type Rect, type Stroke, type TextStyle } from './pen';

export class SvgPen implements Pen {
  private readonly parts: string[] = [];
  private d: string[] = [];
  private clips = 0;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  /** The whole document. `title` names the picture for those who do not see it. */
  document(title: string): string {
    const size = `width="${n(this.width)}" height="${n(this.height)}"`;
    const box = `viewBox="0 0 ${n(this.width)} ${n(this.height)}"`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box} role="img" ` +
      `font-family="${escape(FONT_FAMILY)}" style="font-variant-numeric:tabular-nums">\n` +
      `<title>${escape(title)}</title>\n${this.parts.join('\n')}\n</svg>\n`
    );
  }

  path(): PathTarget {
    const d: string[] = (this.d = []);
    return {
      moveTo: (x, y) => void d.push(`M${n(x)} ${n(y)}`),
      lineTo: (x, y) => void d.push(`L${n(x)} ${n(y)}`),
      arc: (x, y, r) => {
        d.push(`M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0`);
      },
      closePath: () => void d.push('Z'),
    };
  }

  stroke(style: Stroke): void {
    if (this.d.length === 0) return;
    const dash = style.dash === undefined ? '' : ` stroke-dasharray="${style.dash.map(n).join(' ')}"`;
    const alpha = style.alpha === 1 ? '' : ` stroke-opacity="${n(style.alpha)}"`;
    this.parts.push(
      `<path fill="none" stroke="${escape(style.color)}" stroke-width="${n(style.width)}"` +
        `${alpha}${dash} stroke-linejoin="bevel" d="${this.d.join('')}"/>`,
    );
  }

  fill(color: string, alpha: number): void {
    if (this.d.length === 0) return;
    const opacity = alpha === 1 ? '' : ` fill-opacity="${n(alpha)}"`;
    this.parts.push(`<path fill="${escape(color)}"${opacity} d="${this.d.join('')}"/>`);
  }

  hairline(x1: number, y1: number, x2: number, y2: number, color: string): void {
    const [dx, dy] = y1 === y2 ? [0, 0.5] : [0.5, 0];
    const from = `x1="${n(Math.round(x1) + dx)}" y1="${n(Math.round(y1) + dy)}"`;
    const to = `x2="${n(Math.round(x2) + dx)}" y2="${n(Math.round(y2) + dy)}"`;
    this.parts.push(`<line ${from} ${to} stroke="${escape(color)}" stroke-width="1"/>`);
  }

  text(label: string, x: number, y: number, style: TextStyle): void {
    const anchor = { left: 'start', center: 'middle', right: 'end' }[style.align];
    const weight = style.bold === true ? ' font-weight="600"' : '';
    this.parts.push(
      `<text x="${n(x)}" y="${n(y + style.size * 0.36)}" text-anchor="${anchor}"${weight} ` +
        `font-size="${n(style.size)}" fill="${escape(style.color)}">${escape(label)}</text>`,
    );
  }

  box(rect: Rect, color: string): void {
    this.parts.push(`<rect ${area(rect)} fill="${escape(color)}"/>`);
  }

  cells(cells: Cells, rect: Rect): void {
    const picture = canvasOf(cells).toDataURL();
    const style = 'preserveAspectRatio="none" style="image-rendering:pixelated"';
    this.parts.push(`<image ${area(rect)} ${style} href="${picture}"/>`);
  }

  clip(rect: Rect, draw: () => void): void {
    const id = `clip${String(++this.clips)}`;
    this.parts.push(`<clipPath id="${id}"><rect ${area(rect)}/></clipPath>`);
    this.parts.push(`<g clip-path="url(#${id})">`);
    draw();
    this.parts.push('</g>');
  }

  move(x: number, y: number, draw: () => void): void {
    this.parts.push(`<g transform="translate(${n(x)} ${n(y)})">`);
    draw();
    this.parts.push('</g>');
  }
}

function area(rect: Rect): string {
  return `x="${n(rect.x)}" y="${n(rect.y)}" width="${n(rect.width)}" height="${n(rect.height)}"`;
}

/** A coordinate with two decimals at most: a hundredth of a pixel. */
function n(v: number): string {
  return String(Math.round(v * 100) / 100);
}

function escape(text: string): string {
  return (
    text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      // Control characters have no place in XML, and a tag may hold any.
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '�')
  );
}
