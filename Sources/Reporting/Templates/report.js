"use strict";
(() => {
  const root = document.documentElement;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const charts = read("charts");
  const linked = [];

  // Times arrive as differences in milliseconds.
  const unpack = (trace) => {
    if (!trace.dt) return trace;
    let at = trace.t0;
    trace.x = trace.dt.map((step) => (at += step));
    delete trace.dt;
    delete trace.t0;
    return trace;
  };

  const axis = { gridcolor: "#e6ebef", linecolor: "#808890", ticks: "outside", ticklen: 3,
    automargin: true, tickcolor: "#808890", zerolinecolor: "#808890", zeroline: false };

  // What is common to all charts; a chart's own layout goes over it.
  const dress = (chart) => {
    const layout = Object.assign({
      autosize: true, height: chart.height, hovermode: "x unified", dragmode: "zoom",
      margin: { l: 62, r: 16, t: 12, b: 40 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { size: 11, family: getComputedStyle(document.body).fontFamily },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: "#808890", activecolor: "#0072b2" },
      hoverlabel: { bgcolor: "#1f2a33", bordercolor: "#808890", font: { color: "#fff", size: 11 } },
    }, chart.layout);
    for (const key of Object.keys(layout)) {
      if (/^[xy]axis/.test(key)) {
        layout[key] = Object.assign({}, axis, layout[key]);
        layout[key].title = Object.assign({ font: { size: 11 }, standoff: 6 }, layout[key].title);
      }
      if (/^legend/.test(key)) {
        layout[key] = Object.assign({ bgcolor: "rgba(0,0,0,0)", font: { size: 10.5 },
          tracegroupgap: 2 }, layout[key]);
      }
    }
    return layout;
  };

  const setting = { responsive: true, displaylogo: false, scrollZoom: false,
    modeBarButtons: [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]] };

  // A viewBox lets the drawing shrink to the paper when it is printed.
  const fit = (place) => {
    for (const svg of place.querySelectorAll(".main-svg")) {
      const width = svg.getAttribute("width"), height = svg.getAttribute("height");
      svg.setAttribute("viewBox", "0 0 " + width + " " + height);
      place.style.setProperty("--ratio", width + " / " + height);
    }
  };

  // One time axis for all charts in time.
  let moving = false;
  const follow = (place, change) => {
    if (moving) return;
    const from = change["xaxis.range[0]"], to = change["xaxis.range[1]"];
    const whole = change["xaxis.autorange"];
    if (from === undefined && !whole) return;
    moveAll(whole ? { "xaxis.autorange": true } : { "xaxis.range": [from, to] }, place);
  };
  const moveAll = (change, except) => {
    moving = true;
    const moves = linked.filter((other) => other !== except).map((other) =>
      Plotly.relayout(other, Object.assign({}, change)));
    Promise.all(moves).finally(() => { moving = false; });
  };

  let drawn = 0;
  const draw = async (chart) => {
    const place = document.getElementById(chart.id);
    if (!place) return;
    await Plotly.newPlot(place, chart.data.map(unpack), dress(chart), setting);
    fit(place);
    place.on("plotly_afterplot", () => fit(place));
    if (chart.linked) {
      linked.push(place);
      place.on("plotly_relayout", (change) => follow(place, change));
    }
    drawn += 1;
    root.dataset.drawn = drawn + "/" + charts.length;
  };
  const drawAll = async () => {
    for (const chart of charts) {
      await draw(chart);
      await new Promise((resume) => setTimeout(resume, 0));
    }
  };

  // A row with a time moves the panes there: a fortieth of the run to each side.
  const show = (row) => {
    if (linked.length === 0) return;
    const at = Number(row.dataset.at), summary = read("summary");
    const span = Math.max(60000, (summary.stop_ns - summary.start_ns) / 1e6 / 40);
    moveAll({ "xaxis.range": [at - span, at + span] });
    const place = linked.find((item) => item.id.startsWith("account-")) || linked[0];
    place.scrollIntoView({ behavior: "smooth", block: "start" });
  };
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-at]");
    if (row) show(row);
  });
  for (const row of document.querySelectorAll("tr[data-at]")) row.tabIndex = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("tr[data-at]")) show(event.target);
  });

  // Numbers keep their digits where the browser can hand them over unread.
  const exact = (key, value, context) =>
    typeof value === "number" && context && JSON.rawJSON ? JSON.rawJSON(context.source) : value;
  const copy = async (button) => {
    const summary = JSON.parse(document.getElementById("summary").textContent, exact);
    const key = button.dataset.key;
    const text = JSON.stringify(key ? summary[key] : summary, null, 2);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 1200);
  };
  for (const button of document.querySelectorAll("button.copy")) {
    button.addEventListener("click", () => copy(button));
  }
  document.getElementById("print").addEventListener("click", () => window.print());
  document.getElementById("theme").addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.dataset.theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
  });

  // On paper everything is open, and a chart is as wide as the sheet or its half (A4 landscape).
  const sheet = { width: 1040, height: 590, gap: 14 };
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const item of opened) item.open = true;
    for (const chart of charts) {
      const place = document.getElementById(chart.id);
      const beside = place.closest(".charts").children.length > 1 ? 2 : 1;
      const width = (sheet.width - sheet.gap * (beside - 1)) / beside;
      const height = Math.min(chart.height * (beside > 1 ? 0.62 : 1), sheet.height);
      Plotly.relayout(place, { width, height });
      fit(place);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const item of opened) item.open = false;
    for (const chart of charts) {
      Plotly.relayout(chart.id, { autosize: true, width: null, height: chart.height });
    }
  });

  drawAll();
})();
