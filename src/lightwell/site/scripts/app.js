// Progressive enhancement only: every page works with none of this.
import { autosave } from "./autosave.js";
import { connection } from "./connection.js";
import { errorFocus } from "./error-focus.js";
import { exitPage } from "./exit-page.js";
import { sessionTimeout } from "./session-timeout.js";
import { submitOnce } from "./submit-once.js";

errorFocus(document);
exitPage(document);
autosave(document);
submitOnce(document);
sessionTimeout(document);
connection(document);
