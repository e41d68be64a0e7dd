/**
 * Speaks Marionette with Firefox, so that selenium-webdriver needs no geckodriver in between.
 *
 * geckodriver only translates HTTP into this protocol, and compiling it takes longer than all our tests; Debian has
 * no package of it. A message is `length:[0, id, command, parameters]`, an answer `length:[1, id, error, result]`:
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 * Only the commands that our tests use are here; another one fails with its name.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { error as webdriverErrors, Session } from 'selenium-webdriver';
import { Name } from 'selenium-webdriver/lib/command.js';

/** Selenium's command → Marionette's, where the parameters are the same. */
const COMMANDS = new Map([
  [Name.GET, 'WebDriver:Navigate'],
  [Name.GET_CURRENT_URL, 'WebDriver:GetCurrentURL'],
  [Name.GET_TITLE, 'WebDriver:GetTitle'],
  [Name.GET_PAGE_SOURCE, 'WebDriver:GetPageSource'],
  [Name.GO_BACK, 'WebDriver:Back'],
  [Name.GO_FORWARD, 'WebDriver:Forward'],
  [Name.REFRESH, 'WebDriver:Refresh'],
  [Name.GET_CURRENT_WINDOW_HANDLE, 'WebDriver:GetWindowHandle'],
  [Name.GET_WINDOW_HANDLES, 'WebDriver:GetWindowHandles'],
  [Name.SWITCH_TO_WINDOW, 'WebDriver:SwitchToWindow'],
  [Name.SWITCH_TO_NEW_WINDOW, 'WebDriver:NewWindow'],
  [Name.CLOSE, 'WebDriver:CloseWindow'],
  [Name.SET_WINDOW_RECT, 'WebDriver:SetWindowRect'],
  [Name.GET_WINDOW_RECT, 'WebDriver:GetWindowRect'],
  [Name.SET_TIMEOUT, 'WebDriver:SetTimeouts'],
  [Name.SWITCH_TO_FRAME, 'WebDriver:SwitchToFrame'],
  [Name.FIND_ELEMENT, 'WebDriver:FindElement'],
  [Name.FIND_ELEMENTS, 'WebDriver:FindElements'],
  [Name.CLICK_ELEMENT, 'WebDriver:ElementClick'],
  [Name.CLEAR_ELEMENT, 'WebDriver:ElementClear'],
  [Name.SEND_KEYS_TO_ELEMENT, 'WebDriver:ElementSendKeys'],
  [Name.GET_ELEMENT_TEXT, 'WebDriver:GetElementText'],
  [Name.GET_ELEMENT_RECT, 'WebDriver:GetElementRect'],
  [Name.EXECUTE_SCRIPT, 'WebDriver:ExecuteScript'],
  [Name.EXECUTE_ASYNC_SCRIPT, 'WebDriver:ExecuteAsyncScript'],
  [Name.ACTIONS, 'WebDriver:PerformActions'],
  [Name.CLEAR_ACTIONS, 'WebDriver:ReleaseActions'],
  [Name.GET_ALERT_TEXT, 'WebDriver:GetAlertText'],
  [Name.ACCEPT_ALERT, 'WebDriver:AcceptAlert'],
  [Name.SCREENSHOT, 'WebDriver:TakeScreenshot'],
  [Name.GET_ALL_COOKIES, 'WebDriver:GetCookies'],
  [Name.DELETE_ALL_COOKIES, 'WebDriver:DeleteAllCookies'],
]);

const COLON = ':'.charCodeAt(0);

/** A connection to one Firefox; to selenium-webdriver it is an executor. */
export class Marionette {
  #socket;
  #hello;
  #waiting = new Map();
  #bytes = Buffer.alloc(0);
  #lastId = 0;

  /** Resolves when Firefox has said hello. */
  static async connect(port) {
    const socket = connect(port, '127.0.0.1');
    const marionette = new Marionette(socket);
    await once(socket, 'connect');
    await marionette.#hello;
    return marionette;
  }

  constructor(socket) {
    this.#socket = socket;
    this.#hello = new Promise((resolve) => this.#waiting.set('hello', { resolve }));
    socket.on('data', (bytes) => this.#read(bytes));
    socket.on('close', () => this.#fail(new webdriverErrors.NoSuchSessionError('Firefox has closed the connection')));
    socket.on('error', (cause) => this.#fail(new webdriverErrors.WebDriverError(cause.message)));
  }

  /** Sends a Marionette command of any kind. */
  send(name, parameters = {}) {
    const id = (this.#lastId += 1);
    const text = JSON.stringify([0, id, name, parameters]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** Selenium's interface: does one of its commands. */
  async execute(command) {
    const { sessionId, ...parameters } = command.getParameters();
    if (command.getName() === Name.NEW_SESSION) {
      const session = await this.send('WebDriver:NewSession', parameters);
      return new Session(session.sessionId, session.capabilities);
    }
    if (command.getName() === Name.QUIT) {
      this.#socket.end();
      return null;
    }
    const name = COMMANDS.get(command.getName());
    if (!name) throw new webdriverErrors.UnknownCommandError(`${command.getName()} is not in marionette.mjs`);
    const result = await this.send(name, withPlainElement(parameters));
    return result !== null && Object.keys(result).join() === 'value' ? result.value : result;
  }

  #read(bytes) {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const colon = this.#bytes.indexOf(COLON);
      const end = colon + 1 + Number(this.#bytes.subarray(0, colon));
      if (colon < 0 || this.#bytes.length < end) return;
      const message = JSON.parse(this.#bytes.subarray(colon + 1, end));
      this.#bytes = this.#bytes.subarray(end);
      this.#answer(message);
    }
  }

  #answer(message) {
    if (!Array.isArray(message)) return this.#waiting.get('hello').resolve(message);
    const [, id, error, result] = message;
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    return error ? reject(decoded(error)) : resolve(result);
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject?.(error);
    this.#waiting.clear();
  }
}

/** Selenium's error of the same W3C code. */
const decoded = (error) => {
  try {
    return webdriverErrors.throwDecodedError(error);
  } catch (known) {
    return known;
  }
};

/** Selenium hands over an element as `{ id: { "element-6066-…": "…" } }`, Marionette wants the bare id. */
const withPlainElement = (parameters) => {
  const element = parameters.id;
  if (element === null || typeof element !== 'object') return parameters;
  return { ...parameters, id: Object.values(element)[0] };
};
