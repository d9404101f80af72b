// The tablet at the chair: shows how digits are read, keeps the newest column in view, and lets
// a page that no longer refreshes look old. Every page works with none of this.
import { bloodPressure } from "./room-pressure.js";
import { newestInView } from "./room-newest.js";
import { shown } from "./room-shown.js";
import { stale } from "./room-stale.js";

bloodPressure(document);
newestInView(document);
shown(document);
stale(document);
