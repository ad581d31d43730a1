//! A real Chromium, driven by the protocol of its developer tools: what a hand does, and what an eye sees.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page open.
pub(crate) struct Browser {
    child: Child,
    socket: WebSocket<TcpStream>,
    session: String,
    next: u64,
    /// Messages that came while an answer was waited for.
    pub(crate) events: Vec<Value>,
    folder: PathBuf,
}

/// The browser of this machine: `HEALTONE_CHROMIUM`, or where distributions put it.
pub(crate) fn program() -> Option<PathBuf> {
    let named = std::env::var_os("HEALTONE_CHROMIUM").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(usual).find(|path| path.is_file())
}

impl Browser {
    /// Opens a page; `None` where there is no browser, which is said.
    pub(crate) fn open(name: &str, address: &str) -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("skipped {name}: no Chromium on this machine (HEALTONE_CHROMIUM names one)");
            return None;
        };
        let folder = std::env::temp_dir().join(format!("healtone-browser-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let mut command = Command::new(program);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]);
        command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
        command.arg("--disable-dev-shm-usage");
        command.args(["--remote-debugging-port=0", "--window-size=1280,900", "about:blank"]);
        command.arg(format!("--user-data-dir={}", folder.display())).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let (port, path) = debugger(&folder);
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let (socket, _) =
            tungstenite::client::client_with_config(format!("ws://127.0.0.1:{port}{path}"), stream, Some(config))
                .unwrap();
        let mut browser = Self { child, socket, session: String::new(), next: 0, events: Vec::new(), folder };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let attached = browser.call("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser.call("Page.navigate", json!({"url": address}));
        Some(browser)
    }

    /// Sends a command and waits for its answer.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let mut message = json!({"id": self.next, "method": method, "params": params});
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.socket.send(Message::text(message.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.socket.read().unwrap() else { continue };
            let answer: Value = serde_json::from_str(&text).unwrap();
            if answer["id"] == self.next {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    /// The value of an expression in the page; promises are waited for.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression holds.
    pub(crate) fn until(&mut self, expression: &str) {
        let begun = Instant::now();
        while self.value(&format!("Boolean({expression})")) != true {
            assert!(begun.elapsed() < PATIENCE, "never: {expression}\n{}", self.value("document.body.innerText"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the page shows this step and nothing is being worked out.
    pub(crate) fn until_step(&mut self, title: &str) {
        self.until(&format!(
            "document.getElementById('panel-title')?.textContent === {} && !document.body.classList.contains('busy')",
            json!(title)
        ));
    }

    /// The middle of an element on the screen, once it is there and in view.
    pub(crate) fn middle(&mut self, selector: &str) -> (f64, f64) {
        let element = format!("document.querySelector({})", json!(selector));
        self.until(&element);
        let at = self.value(&format!(
            "(() => {{ const e = {element}; e.scrollIntoView({{block: 'center'}}); const b = e.getBoundingClientRect(); \
             return [b.left + b.width / 2, b.top + b.height / 2]; }})()"
        ));
        (at[0].as_f64().unwrap(), at[1].as_f64().unwrap())
    }

    /// A click where the element is: something that lies over it would get it.
    pub(crate) fn click(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.click_at(at);
    }

    pub(crate) fn click_at(&mut self, at: (f64, f64)) {
        self.mouse("mousePressed", at, 1);
        self.mouse("mouseReleased", at, 0);
    }

    /// A finger instead of a mouse, on a tablet held upright.
    pub(crate) fn as_tablet(&mut self) {
        let metrics = json!({"width": 820, "height": 1180, "deviceScaleFactor": 1, "mobile": true});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        self.call("Emulation.setTouchEmulationEnabled", json!({"enabled": true}));
    }

    /// A touch where the element is.
    pub(crate) fn touch(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.touch_through(&[at]);
    }

    /// A finger set down, moved through these places, and lifted.
    pub(crate) fn touch_through(&mut self, places: &[(f64, f64)]) {
        for (i, (x, y)) in places.iter().enumerate() {
            let kind = if i == 0 { "touchStart" } else { "touchMove" };
            self.call("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": [{"x": x, "y": y}]}));
        }
        self.call("Input.dispatchTouchEvent", json!({"type": "touchEnd", "touchPoints": []}));
    }

    /// Presses at one place, moves by so much in steps, and lets go.
    pub(crate) fn drag(&mut self, from: (f64, f64), by: (f64, f64), steps: u32) {
        self.mouse("mouseMoved", from, 0);
        self.mouse("mousePressed", from, 1);
        for i in 1..=steps {
            let share = f64::from(i) / f64::from(steps);
            self.mouse("mouseMoved", (from.0 + share * by.0, from.1 + share * by.1), 1);
        }
        self.mouse("mouseReleased", (from.0 + by.0, from.1 + by.1), 0);
    }

    fn mouse(&mut self, kind: &str, (x, y): (f64, f64), buttons: u32) {
        let event = json!({"type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1});
        self.call("Input.dispatchMouseEvent", event);
    }

    /// A key, as `ArrowLeft`; modifiers 2 for Ctrl, 8 for Shift.
    pub(crate) fn key(&mut self, key: &str, modifiers: u32) {
        for kind in ["keyDown", "keyUp"] {
            self.call("Input.dispatchKeyEvent", json!({"type": kind, "key": key, "code": key, "modifiers": modifiers}));
        }
    }

    pub(crate) fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Chooses a file in a file field.
    pub(crate) fn choose_file(&mut self, selector: &str, file: &Path) {
        self.until(&format!("document.querySelector({})", json!(selector)));
        let root = self.call("DOM.getDocument", json!({}))["root"]["nodeId"].clone();
        let node = self.call("DOM.querySelector", json!({"nodeId": root, "selector": selector}))["nodeId"].clone();
        self.call("DOM.setFileInputFiles", json!({"files": [file], "nodeId": node}));
    }

    /// Requests that were sent so far.
    pub(crate) fn requests(&mut self) -> Vec<String> {
        self.value("1");
        let sent = self.events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.map(|event| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// What the page complained of: exceptions, and what its security policy forbade.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        self.value("1");
        let told = self.events.iter().filter(|event| {
            event["method"] == "Runtime.exceptionThrown"
                || (event["method"] == "Log.entryAdded" && event["params"]["entry"]["source"] == "security")
        });
        told.map(Value::to_string).collect()
    }

    /// The page as it is printed.
    pub(crate) fn pdf(&mut self) -> Vec<u8> {
        let printed =
            self.call("Page.printToPDF", json!({"preferCSSPageSize": false, "paperWidth": 8.27, "paperHeight": 11.69}));
        STANDARD.decode(printed["data"].as_str().unwrap()).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Port and path of the debugger, which the browser writes into its folder once it listens.
fn debugger(folder: &Path) -> (u16, String) {
    let file = folder.join("DevToolsActivePort");
    let begun = Instant::now();
    loop {
        let text = fs::read_to_string(&file).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n').filter(|(_, path)| path.starts_with('/')) {
            return (port.parse().unwrap(), path.trim().to_owned());
        }
        assert!(begun.elapsed() < PATIENCE, "Chromium has not started");
        std::thread::sleep(Duration::from_millis(50));
    }
}
