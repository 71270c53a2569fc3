/** Draws the charts of `layout/chart`; the same figures stand in the table beneath each. */
/* global Chart */

/** Okabe–Ito: told apart with every kind of colour vision, and by lightness in print. */
const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00'];
const DARK = ['#56b4e9', '#e69f00', '#2fc79a', '#e3a0c4', '#f0e442'];

const darkScheme = window.matchMedia('(prefers-color-scheme: dark)');
const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Numbers at the ends of the bars: they are read without a pointer and in print. */
const directLabels = {
  id: 'directLabels',
  afterDatasetsDraw(chart) {
    const { ctx, data, options } = chart;
    if (options.indexAxis !== 'y') return;
    ctx.save();
    ctx.font = `12px ${Chart.defaults.font.family}`;
    ctx.fillStyle = options.color;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    for (const [i, set] of data.datasets.entries()) {
      for (const [n, bar] of chart.getDatasetMeta(i).data.entries()) {
        ctx.fillText(set.data[n].toLocaleString(document.documentElement.lang), bar.x + 4, bar.y);
      }
    }
    ctx.restore();
  },
};

const LINES = 2;

/** A label in two lines at most, broken between words; only what does not fit even so is cut. */
function inLines(label, width) {
  const most = Math.max(14, Math.floor(width / 18));
  const lines = [''];
  for (const word of label.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= most || lines.length === LINES)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => (line.length > most ? `${line.slice(0, most - 1)}…` : line));
}

function settings(model, colours, width) {
  const style = getComputedStyle(document.documentElement);
  const text = style.getPropertyValue('--bs-body-color');
  const grid = style.getPropertyValue('--bs-border-color');
  const bars = model.kind === 'bars';
  const figures = {
    beginAtZero: true,
    grid: { color: grid },
    ticks: { color: text, precision: 0 },
  };
  const words = {
    grid: { display: false },
    ticks: {
      color: text,
      autoSkip: !bars,
      maxRotation: 0,
      callback(value) {
        const label = this.getLabelForValue(value);
        return bars ? inLines(label, width) : label;
      },
    },
  };
  return {
    type: 'bar',
    data: {
      labels: model.labels,
      datasets: model.series.map((series, i) => ({
        label: series.name,
        data: series.values,
        ...(series.line
          ? {
              type: 'line',
              borderColor: colours[1],
              borderDash: [6, 4],
              borderWidth: 2,
              pointRadius: 0,
              pointHitRadius: 8,
            }
          : { backgroundColor: colours[i], borderRadius: 2, maxBarThickness: 26 }),
        order: series.line ? 0 : 1,
      })),
    },
    options: {
      indexAxis: bars ? 'y' : 'x',
      color: text,
      responsive: true,
      maintainAspectRatio: false,
      animation: reducedMotion ? false : { duration: 250 },
      layout: { padding: { right: bars ? 32 : 4, top: 14 } },
      scales: bars ? { x: { ...figures, display: false }, y: words } : { x: words, y: figures },
      plugins: {
        // Columns that stand side by side are told apart by a word, not by colour alone.
        legend: {
          display: model.series.filter(({ line }) => !line).length > 1,
          position: 'bottom',
          labels: { color: text, boxWidth: 12 },
        },
        tooltip: { mode: 'index', intersect: false },
      },
    },
    plugins: [directLabels],
  };
}

const drawn = [];
function draw() {
  for (const chart of drawn.splice(0)) chart.destroy();
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const colours = darkScheme.matches ? DARK : LIGHT;
  for (const canvas of document.querySelectorAll('canvas[data-chart]')) {
    const model = JSON.parse(canvas.dataset.chart);
    drawn.push(new Chart(canvas, settings(model, colours, canvas.parentElement.clientWidth)));
  }
}

if (window.Chart) {
  draw();
  darkScheme.addEventListener('change', () => window.requestAnimationFrame(draw));
}

window.addEventListener('beforeprint', () => {
  for (const chart of drawn) chart.resize();
  for (const table of document.querySelectorAll('.chart-table')) table.open = true;
});
