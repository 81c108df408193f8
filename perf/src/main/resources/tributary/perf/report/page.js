'use strict';
// Draws the plots with lines. Axes that are not linear are drawn by transforming the values, so that uPlot sees linear ones.
(() => {
  const plots = new Map(JSON.parse(document.getElementById('plots').textContent).map(plot => [plot.id, plot]));
  const scales = {
    LINEAR: { to: v => v, from: v => v },
    LOG: { to: v => v > 0 ? Math.log10(v) : null, from: v => 10 ** v },
    // 90, 99, 99.9 lie one apart each; what no finite count can tell from the maximum is drawn as 99.9999.
    PERCENTILE: { to: v => -Math.log10(1 - Math.min(v, 99.9999) / 100), from: v => 100 * (1 - 10 ** -v) },
  };
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const number = v => {
    if (v == null || !Number.isFinite(v)) return '–';
    const size = Math.abs(v);
    const decimals = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return v.toLocaleString('en', { maximumFractionDigits: decimals }).replaceAll(',', '\u202f');
  };
  const percentile = v => String(Math.round(v * 1e4) / 1e4);
  const text = (axis, v) => axis.scale === 'PERCENTILE' ? 'p' + percentile(v)
    : number(v) + (axis.unit && v != null ? '\u202f' + axis.unit : '');
  const title = axis => axis.unit ? axis.label + ', ' + axis.unit : axis.label;

  // Where an axis has marks, in drawn coordinates; uPlot finds those of linear axes itself.
  const marks = axis => {
    if (axis.scale === 'PERCENTILE') {
      return (u, i, min, max) => [0, 50, 90, 99, 99.9, 99.99, 99.999].map(scales.PERCENTILE.to)
        .filter(v => v >= min - 1e-9 && v <= max + 1e-9);
    }
    if (axis.scale === 'LOG') {
      return (u, i, min, max) => {
        const steps = max - min > 2.6 ? [1] : [1, 2, 5];
        const all = [];
        for (let power = Math.floor(min); power <= max; power++) {
          for (const step of steps) all.push(power + Math.log10(step));
        }
        return all.filter(v => v >= min - 1e-9 && v <= max + 1e-9);
      };
    }
    return undefined;
  };

  const range = (axis, values) => {
    const known = values.filter(v => v != null && Number.isFinite(v));
    let min = Math.min(...known), max = Math.max(...known);
    if (axis.scale === 'PERCENTILE') return [min, max];
    if (axis.scale === 'LOG') return [min - 0.08, max + 0.08];
    if (min > 0 && min < 0.5 * max) min = 0;
    return [min, max > min ? max + 0.04 * (max - min) : min + 1];
  };

  const draw = (plot, host) => {
    const x = scales[plot.x.scale], y = scales[plot.y.scale];
    const tables = plot.curves.map(curve => {
      const points = new Map(curve.points.filter(p => p[0] != null).map(p => [x.to(p[0]), p[1] == null ? null : y.to(p[1])]));
      const sorted = [...points.keys()].sort((a, b) => a - b);
      return [sorted, sorted.map(at => points.get(at))];
    });
    const data = uPlot.join(tables);
    if (data[0].length === 0) {
      host.textContent = 'Nothing was measured.';
      return null;
    }
    const xRange = range(plot.x, data[0]);
    const yRange = range(plot.y, data.slice(1).flat());
    if (plot.y.scale === 'LINEAR' && yRange[0] > 0) yRange[0] = 0;
    const ink = colour('--soft'), grid = { stroke: colour('--grid'), width: 1 }, font = '12px system-ui, sans-serif';
    const axis = (which, scale) => ({
      stroke: ink, font, labelFont: font, grid, ticks: { show: false }, label: title(which), labelSize: 20, labelGap: 2,
      splits: marks(which),
      values: (u, at) => at.map(v => which.scale === 'PERCENTILE' ? percentile(scale.from(v)) : number(scale.from(v))),
      space: (u, i) => i === 0 ? 60 : 34,
      filter: (u, at) => at,
    });
    const width = host.clientWidth;
    const options = {
      width, height: matchMedia('(max-width: 44rem)').matches ? 230 : 290,
      padding: [10, 22, 0, 0],
      scales: { x: { time: false, range: xRange }, y: { range: yRange } },
      axes: [{ ...axis(plot.x, x), size: 30 }, { ...axis(plot.y, y), size: 52 }],
      legend: { markers: { width: 0, fill: (u, i) => colour('--c' + (i - 1) % 8) } },
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 8 },
        // Curves need not share their places along the axis: each shows its own nearest point.
        hover: { prox: 40, skip: [null, undefined] } },
      series: [{ label: plot.x.label, value: (u, v) => v == null ? '' : text(plot.x, x.from(v)) },
        ...plot.curves.map((curve, i) => ({
          label: curve.label, stroke: colour('--c' + i % 8), width: 2, spanGaps: true,
          dash: i >= 8 ? [6, 4] : undefined,
          points: { show: curve.points.length <= 24, size: 5, fill: colour('--c' + i % 8) },
          value: (u, v) => v == null ? '' : text(plot.y, y.from(v)),
        }))],
    };
    return new uPlot(options, data, host);
  };

  const drawn = new Map();
  const redraw = host => {
    drawn.get(host)?.destroy();
    host.textContent = '';
    drawn.set(host, draw(plots.get(host.dataset.plot), host));
  };
  const hosts = [...document.querySelectorAll('.chart')];
  const widths = new Map();
  const resized = new ResizeObserver(entries => {
    for (const { target } of entries) {
      // A chart's own legend changes its height; only another width asks for another drawing.
      if (widths.get(target) !== target.clientWidth) {
        widths.set(target, target.clientWidth);
        redraw(target);
      }
    }
  });
  hosts.forEach(host => resized.observe(host));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => hosts.forEach(redraw));
})();
