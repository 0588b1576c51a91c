// Exports of a chart as it is seen: vectors for papers, pixels for slides, both with a title and a legend.
import { CanvasPen } from './canvas_pen';
import { drawPicture, type Picture } from './picture';
import type { Pen } from './pen';
import { SvgPen } from './svg_pen';

export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly dash?: readonly number[];
}

export interface Caption {
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  /** What stands in place of the entries that did not fit. */
  readonly rest: (count: number) => string;
}

const PAD = 12;
const TITLE_HEIGHT = 28;
const ROW_HEIGHT = 18;
const SWATCH = 14;
const MOST_ENTRIES = 24;
/** Legend columns are at least this wide. */
const COLUMN = 150;
const PNG_RATIO = 2;

export function chartSvg(picture: Picture, caption: Caption): string {
  const page = layOut(picture, caption);
  const pen = new SvgPen(page.width, page.height);
  pen.box({ x: 0, y: 0, width: page.width, height: page.height }, picture.theme.background);
  drawCaption(pen, picture, page);
  pen.move(PAD, TITLE_HEIGHT, () => drawPicture(pen, picture));
  return pen.document(caption.title);
}

export async function chartPng(picture: Picture, caption: Caption): Promise<Blob> {
  const page = layOut(picture, caption);
  const canvas = document.createElement('canvas');
  canvas.width = page.width * PNG_RATIO;
  canvas.height = page.height * PNG_RATIO;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no canvas to draw the picture on');
  const pen = new CanvasPen(context, PNG_RATIO);
  pen.box({ x: 0, y: 0, width: page.width, height: page.height }, picture.theme.background);
  drawCaption(pen, picture, page);
  pen.move(PAD, TITLE_HEIGHT, () => drawPicture(pen, picture));
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture is too large for this browser'));
      else resolve(blob);
    }, 'image/png');
  });
}

interface Page {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly entries: readonly LegendEntry[];
  readonly rest: string | null;
  readonly columns: number;
}

function layOut(picture: Picture, caption: Caption): Page {
  const many = caption.legend.length > MOST_ENTRIES;
  const entries = many ? caption.legend.slice(0, MOST_ENTRIES - 1) : caption.legend;
  const rest = many ? caption.rest(caption.legend.length - entries.length) : null;
  const columns = Math.max(1, Math.floor(picture.width / COLUMN));
  const rows = Math.ceil((entries.length + (many ? 1 : 0)) / columns);
  return {
    width: picture.width + 2 * PAD,
    height: TITLE_HEIGHT + picture.height + rows * ROW_HEIGHT + PAD,
    title: caption.title,
    entries,
    rest,
    columns,
  };
}

function drawCaption(pen: Pen, picture: Picture, page: Page): void {
  const { theme } = picture;
  const title = { color: theme.text, align: 'left', size: 13, bold: true } as const;
  pen.text(page.title, PAD + 2, TITLE_HEIGHT / 2 + 1, title);
  const column = picture.width / page.columns;
  const top = TITLE_HEIGHT + picture.height + ROW_HEIGHT / 2;
  const label = { color: theme.text, align: 'left', size: 11 } as const;
  const place = (i: number): [number, number] => [
    PAD + 2 + (i % page.columns) * column,
    top + Math.floor(i / page.columns) * ROW_HEIGHT,
  ];
  page.entries.forEach((entry, i) => {
    const [x, y] = place(i);
    const path = pen.path();
    path.moveTo(x, y);
    path.lineTo(x + SWATCH, y);
    pen.stroke({ color: entry.color, width: 2, alpha: 1, ...(entry.dash && { dash: entry.dash }) });
    pen.text(shortened(entry.label, column - SWATCH - 14), x + SWATCH + 6, y, label);
  });
  if (page.rest !== null) {
    const [x, y] = place(page.entries.length);
    pen.text(page.rest, x, y, { ...label, color: theme.label });
  }
}

/** Names keep their end, where runs tell themselves apart. Seven pixels hold a letter of this size. */
function shortened(label: string, width: number): string {
  const letters = Math.max(4, Math.floor(width / 6.2));
  const all = Array.from(label);
  return all.length <= letters ? label : `…${all.slice(1 - letters).join('')}`;
}
