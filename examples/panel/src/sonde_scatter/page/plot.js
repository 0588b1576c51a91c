// Draws the dots: axes with round numbers, a dot for each pair, a ring around the newest of each run.

const EDGE = { left: 64, right: 20, top: 20, bottom: 44 };

/** Places on the canvas for values within `extent`, with some air at both ends. */
function scale([low, high], from, to) {
  const air = high > low ? (high - low) * 0.04 : Math.abs(low) * 0.1 || 1;
  const [start, end] = [low - air, high + air];
  return { start, end, place: (value) => from + ((value - start) / (end - start)) * (to - from) };
}

/** About `count` round numbers within a scale. */
function ticks({ start, end }, count) {
  const rough = (end - start) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  const first = Math.ceil(start / step);
  return Array.from({ length: Math.floor(end / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** Draws `cloud` and gives the dots with their places, for finding the one beside the pointer. */
export function draw(canvas, cloud, names, host) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext('2d');
  pen.scale(ratio, ratio);
  pen.font = '12px system-ui, sans-serif';
  if (cloud === null || cloud.x === null) return [];

  const x = scale(cloud.x, EDGE.left, width - EDGE.right);
  const y = scale(cloud.y, height - EDGE.bottom, EDGE.top);
  const number = new Intl.NumberFormat(host.language, { maximumSignificantDigits: 6 });
  pen.strokeStyle = host.colour('chart-grid');
  pen.fillStyle = host.colour('ink-2');
  pen.textAlign = 'center';
  for (const value of ticks(x, Math.max(4, width / 120))) {
    line(pen, x.place(value), EDGE.top, x.place(value), height - EDGE.bottom);
    pen.fillText(number.format(value), x.place(value), height - EDGE.bottom + 16);
  }
  pen.textAlign = 'right';
  for (const value of ticks(y, Math.max(2, height / 70))) {
    line(pen, EDGE.left, y.place(value), width - EDGE.right, y.place(value));
    pen.fillText(number.format(value), EDGE.left - 8, y.place(value) + 4);
  }
  pen.strokeStyle = host.colour('chart-axis');
  line(pen, EDGE.left, height - EDGE.bottom, width - EDGE.right, height - EDGE.bottom);
  pen.fillText(names.x, width - EDGE.right, height - 8);
  pen.textAlign = 'left';
  pen.fillText(names.y, 8, 14);

  // The run that is pointed at comes last, on top of the others, which step back.
  const { pointed } = host.runs;
  const order = [...cloud.runs].sort((a, b) => Number(a.run === pointed) - Number(b.run === pointed));
  const drawn = [];
  for (const { run, step, x: xs, y: ys } of order) {
    pen.fillStyle = pen.strokeStyle = host.runs.colour(run);
    pen.globalAlpha = pointed !== null && pointed !== run ? 0.15 : 0.7;
    for (let i = 0; i < xs.length; i++) {
      const dot = { run, step: step[i], x: xs[i], y: ys[i], left: x.place(xs[i]), top: y.place(ys[i]) };
      pen.beginPath();
      pen.arc(dot.left, dot.top, 2.5, 0, 7);
      pen.fill();
      drawn.push(dot);
    }
    pen.globalAlpha = pointed !== null && pointed !== run ? 0.15 : 1;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.arc(x.place(xs.at(-1)), y.place(ys.at(-1)), 5, 0, 7);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  return drawn;
}

/** The dot nearest to a place, if one is near. */
export function nearest(dots, left, top, within = 24) {
  let best = null;
  let least = within ** 2;
  for (const dot of dots) {
    const distance = (dot.left - left) ** 2 + (dot.top - top) ** 2;
    if (distance <= least) [best, least] = [dot, distance];
  }
  return best;
}

function line(pen, fromX, fromY, toX, toY) {
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  pen.stroke();
}
