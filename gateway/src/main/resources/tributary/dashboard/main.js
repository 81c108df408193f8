// Receives a snapshot a second and shows it. Nothing is asked of the gateway but that, and a plan or a waterfall when somebody
// opens one.

import { byId, classes, text } from './dom.js';
import { history, point, drawCharts } from './charts.js';
import { showOverview } from './overview.js';
import { showAggregates } from './aggregates.js';
import { showServices } from './services.js';
import { showClasses } from './classes.js';
import { showRequests } from './requests.js';
import { showConfiguration } from './configuration.js';
import { showSchedules } from './schedules.js';

const STALE = 4000;
const AGAIN = 5000;

let source = null;
let last = 0;

function connect() {
  source = new EventSource('dashboard/events');
  source.addEventListener('history', (event) => history(JSON.parse(event.data)));
  source.addEventListener('snapshot', (event) => {
    last = Date.now();
    const snapshot = JSON.parse(event.data);
    if (snapshot.point) point(snapshot.point);
    if (!document.hidden) show(snapshot);
    state('live', 'ok');
  });
  source.addEventListener('error', () => {
    if (source.readyState !== EventSource.CLOSED) return;
    // It was refused, and the browser does not try again by itself.
    source.close();
    state('not admitted: too many viewers, or it is ending; trying again', 'bad');
    setTimeout(connect, AGAIN);
  });
}

function show(snapshot) {
  showOverview(snapshot);
  showAggregates(snapshot);
  showRequests(snapshot);
  showServices(snapshot);
  showClasses(snapshot);
  showConfiguration(snapshot);
  showSchedules(snapshot);
  drawCharts();
}

function state(words, kind) {
  classes(text(byId('stream'), words), `chip ${kind}`);
}

setInterval(() => {
  const silent = Date.now() - last;
  if (last && silent > STALE) state(`no news for ${Math.round(silent / 1000)} s: these numbers are old`, 'bad');
}, 1000);

connect();
