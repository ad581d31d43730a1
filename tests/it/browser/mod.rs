//! The page as a technician uses it, in a real Chromium; skipped, saying so, where there is none.

mod cdp;

use crate::served::Served;
use crate::tool::{healtone, json};
use cdp::Browser;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos/consultation.jpg")
}

/// The page with the sample photo measured; `None` without a browser.
fn measured(name: &str) -> Option<(Served, Browser)> {
    let served = Served::start(name, &[]);
    let mut browser = Browser::open(name, &served.address())?;
    browser.until("document.getElementById('chart')");
    browser.value(
        "(() => { const s = document.getElementById('chart'); s.value = 'colorchecker-classic'; \
         s.dispatchEvent(new Event('change')); })()",
    );
    let chosen = std::time::Instant::now();
    browser.choose_file("#file", &sample());
    browser.until("document.getElementById('panel-title').textContent === 'Reading'");
    let read = chosen.elapsed().as_millis();
    browser.until_step("Reading");
    eprintln!("photo of 12 MP chosen: read after {read} ms, mixes after {} ms", chosen.elapsed().as_millis());
    Some((served, browser))
}

/// What a click on the way to the next step shows.
fn go(browser: &mut Browser, step: &str, title: &str) {
    browser.click(&format!("#go-{step}"));
    browser.until_step(title);
}

#[test]
fn a_whole_consultation_is_held_on_the_page() {
    let Some((served, mut browser)) = measured("consultation") else { return };
    let args = ["consult", "tests/photos/consultation.jpg", "--chart", "colorchecker-classic", "--json"];
    let (_, told) = json(&args);
    let lightness = format!("{:.1}", told["measurement"]["skin"]["lab_d65"][0].as_f64().unwrap());
    assert!(browser.value("document.getElementById('panel').innerText").as_str().unwrap().contains(&lightness));

    corners_are_dragged(&mut browser);
    boxes_are_moved_and_taken_back(&mut browser);
    mixes_are_those_of_the_command(&mut browser, &told);
    healing_is_dragged_through_without_a_request(&mut browser);
    an_area_is_drawn(&mut browser);
    it_is_kept_and_printed(&mut browser, &served);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

fn corners_are_dragged(browser: &mut Browser) {
    go(browser, "chart", "Chart");
    browser.click("#mark-corners");
    let from = browser.middle("#corner-patch6");
    let label = "document.getElementById('corner-patch6').getAttribute('aria-label')";
    let before = browser.value(label);
    browser.drag(from, (24.0, 10.0), 6);
    assert_ne!(browser.value(label), before, "the handle follows the finger");
    browser.drag((from.0 + 24.0, from.1 + 10.0), (-24.0, -10.0), 6);
    let dragged = browser.value(label);
    browser.key("ArrowLeft", 0);
    assert_ne!(browser.value(label), dragged, "by a tenth of a pixel");
    browser.key("ArrowRight", 0);
    assert_eq!(browser.value(label), dragged);
    browser.click("#use-corners");
    browser.until_step("Chart");
    browser.until("document.querySelector('.good')");
    // As it was found, for what follows.
    browser.value(
        "[...document.querySelectorAll('button')].find(b => b.textContent.startsWith('Find the chart')).click()",
    );
    browser.until_step("Chart");
    browser.until("document.querySelector('.good')");
}

fn boxes_are_moved_and_taken_back(browser: &mut Browser) {
    go(browser, "mark", "Places");
    let field = "document.getElementById('at-skin').value";
    let found = browser.value(field);
    let at = browser.middle("#box-skin");
    browser.drag(at, (0.0, -30.0), 5);
    browser.until(&format!("{field} !== {found}"));
    browser.until_step("Places");
    browser.click("#undo");
    browser.until(&format!("{field} === {found}"));
    browser.until_step("Places");
    browser.click("#redo");
    browser.until(&format!("{field} !== {found}"));
    browser.until_step("Places");
    browser.click("#find");
    browser.until(&format!("{field} === {found}"));
    browser.until_step("Places");
}

fn mixes_are_those_of_the_command(browser: &mut Browser, told: &Value) {
    go(browser, "mixes", "Mixes");
    let shown = browser.value("[...document.querySelectorAll('.mix')].map(m => m.innerText)");
    for (i, mix) in told["recommendations"].as_array().unwrap().iter().enumerate().take(3) {
        let text = shown[i].as_str().unwrap();
        let recipe = &mix["recipe"];
        for number in [&recipe["pigments"][0]["ml"], &recipe["diluent"]["ml"]] {
            assert!(text.contains(&format!("{:.1}", number.as_f64().unwrap())), "{number} in {text}");
        }
        for word in [recipe["text"].as_str().unwrap(), recipe["pigments"][0]["id"].as_str().unwrap()] {
            assert!(text.contains(word), "{word} in {text}");
        }
        let drops = recipe["diluent"]["drops"].to_string();
        assert!(text.contains(&drops) && text.contains(&format!("{:.2}", mix["score"].as_f64().unwrap())), "{text}");
    }
    browser.click("#take-1");
    browser.until_step("Healing");
    let taken = &told["recommendations"][1]["recipe"];
    let lead = browser.value("document.querySelector('#panel p').textContent");
    for word in [&taken["text"], &taken["pigments"][0]["id"]] {
        assert!(lead.as_str().unwrap().contains(word.as_str().unwrap()), "{lead} is not about the mix that was taken");
    }
}

fn healing_is_dragged_through_without_a_request(browser: &mut Browser) {
    browser.until("document.querySelector('.layers img + img')?.complete && document.getElementById('day')");
    browser.until_step("Healing");
    let requests = browser.requests().iter().filter(|url| url.starts_with("http")).count();
    browser.value(
        "window.frames_ = []; window.last_ = performance.now(); (function each(now) { window.frames_.push(now - window.last_); \
         window.last_ = now; window.frames_.length < 600 && requestAnimationFrame(each); })(performance.now())",
    );
    let from = browser.middle("#day");
    browser.drag(from, (350.0, 0.0), 60);
    let day = browser.value("document.getElementById('day-name').textContent");
    assert!(day.as_str().unwrap().contains("years"), "{day}");
    let field = "document.querySelectorAll('.shades .numbers')[1].textContent";
    let late = browser.value(field);
    browser.drag((from.0 + 350.0, from.1), (-700.0, 0.0), 60);
    assert_ne!(browser.value(field), late);
    let mut frames: Vec<f64> = serde_json::from_value(browser.value("window.frames_.slice(1)")).unwrap();
    frames.sort_by(f64::total_cmp);
    eprintln!("slider: median frame {:.1} ms of {}", frames[frames.len() / 2], frames.len());
    assert_eq!(
        browser.requests().iter().filter(|url| url.starts_with("http")).count(),
        requests,
        "no request while it is dragged"
    );
}

fn an_area_is_drawn(browser: &mut Browser) {
    go(browser, "plan", "Plan");
    browser.click("#draw");
    let (x, y) = browser.middle("#stage img");
    for (dx, dy) in [(-250.0, -120.0), (-60.0, -120.0), (-60.0, 60.0), (-250.0, 60.0)] {
        browser.click_at((x + dx, y + dy));
    }
    browser.until("document.querySelectorAll('.handle').length === 4");
    browser.click("#use-area");
    browser.until_step("Plan");
    let told = browser.value("document.getElementById('panel').innerText");
    assert!(told.as_str().unwrap().contains(" cm2.") && !told.as_str().unwrap().contains("assumed"), "{told}");
}

fn it_is_kept_and_printed(browser: &mut Browser, served: &Served) {
    go(browser, "keep", "Keep and print");
    browser.until("document.getElementById('report')");
    browser.click("#code");
    browser.type_text("K-0417");
    browser.click("#keep");
    browser.until("document.getElementById('kept')");
    let (code, shown, _) = healtone(&["case", "show", served.cases.join("K-0417").to_str().unwrap()]);
    assert!(code == 0 && shown.contains("consultation"), "{shown}");

    // Loaded again it goes on with the same photo and the same options.
    browser.call("Page.reload", json!({}));
    browser.until("document.getElementById('go-keep')?.disabled === false");
    go(browser, "keep", "Keep and print");
    browser.until("document.getElementById('report')?.shadowRoot.querySelector('h1')");
    let pdf = browser.pdf();
    let sheets = pdf.windows(11).filter(|part| part == b"/Type /Page").count()
        - pdf.windows(12).filter(|part| part == b"/Type /Pages").count();
    assert!((1..=3).contains(&sheets), "{sheets} sheets");
}

/// Choose the photo, ask for mixes, take one, to the last step, keep, print: six.
#[test]
fn the_short_path_takes_six_touches_of_a_finger() {
    let served = Served::start("short", &[]);
    let Some(mut browser) = Browser::open("short", &served.address()) else { return };
    browser.as_tablet();
    browser.choose_file("#file", &sample());
    browser.until_step("Reading");
    browser.touch("#next");
    browser.until_step("Mixes");
    browser.touch("#take-0");
    browser.until_step("Healing");
    browser.until("document.querySelector('.layers')");
    browser.until_step("Healing");
    browser.touch("#go-keep");
    browser.until("document.getElementById('report')");
    browser.until_step("Keep and print");
    browser.value(
        "window.printed = 0; window.print = () => { window.printed += 1; }; document.getElementById('code').focus()",
    );
    browser.type_text("K-7");
    browser.touch("#keep");
    browser.until("document.getElementById('kept')");
    browser.touch("#print");
    browser.until("window.printed === 1");
    assert!(served.cases.join("K-7/case.toml").is_file());

    // A box under the finger, with the loupe beside it.
    go(&mut browser, "mark", "Places");
    let (x, y) = browser.middle("#corner-skin-2");
    let before = browser.value("document.getElementById('at-skin').value");
    browser.call("Input.dispatchTouchEvent", json!({"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}));
    browser.call("Input.dispatchTouchEvent", json!({"type": "touchMove", "touchPoints": [{"x": x - 20.0, "y": y}]}));
    assert_eq!(browser.value("document.querySelector('.loupe').hidden"), false);
    browser.call("Input.dispatchTouchEvent", json!({"type": "touchEnd", "touchPoints": []}));
    assert_eq!(browser.value("document.querySelector('.loupe').hidden"), true);
    browser.until(&format!("document.getElementById('at-skin').value !== {before}"));
}

#[test]
fn a_picture_that_arrives_is_taken_by_itself_and_one_that_lay_there_is_not() {
    let watched = crate::tool::folder("arriving");
    std::fs::create_dir_all(&watched).unwrap();
    std::fs::write(watched.join("IMG_1.jpg"), b"of the client before").unwrap();
    let served = Served::start("arriving", &["--watch", watched.to_str().unwrap()]);
    let Some(mut browser) = Browser::open("arriving", &served.address()) else { return };
    browser.until("document.getElementById('newest')?.textContent === 'IMG_1.jpg'");
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert_eq!(browser.value("document.getElementById('panel-title').textContent"), "Photo");
    std::fs::copy(sample(), watched.join("IMG_2.jpg")).unwrap();
    browser.until_step("Reading");
}

#[test]
fn a_photo_without_a_chart_is_told_and_its_corners_are_asked_for() {
    let served = Served::start("no-chart", &[]);
    let Some(mut browser) = Browser::open("no-chart", &served.address()) else { return };
    let plain = image::RgbImage::from_pixel(900, 700, image::Rgb([170, 130, 110]));
    let path = served.cases.join("plain.png");
    plain.save(&path).unwrap();
    browser.choose_file("#file", &path);
    browser.until_step("Chart");
    browser.until("document.querySelectorAll('.handle').length === 4");
    let text = browser.value("document.getElementById('panel').innerText");
    assert!(text.as_str().unwrap().contains("corner"), "{text}");
    assert_eq!(browser.value("document.getElementById('go-mixes').disabled"), true);
}

/// A page of another origin, which tries what a page can try.
#[test]
fn another_origin_can_neither_read_nor_trigger() {
    let served = Served::start("elsewhere", &[]);
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://127.0.0.1:{}/", elsewhere.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in elsewhere.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let page = "<!DOCTYPE html><title>elsewhere</title><p>elsewhere</p>";
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    let Some(mut browser) = Browser::open("elsewhere", &address) else { return };
    browser.until("document.title === 'elsewhere'");
    let own = format!("http://127.0.0.1:{}", served.port);
    let tries = format!(
        "(async () => {{ const t = {{'x-healtone-token': '{token}'}}; const read = []; \
         for (const [path, init] of [['/api/desk', {{headers: t}}], ['/api/desk', {{}}], ['/', {{}}], ['/main.js', {{}}], \
         ['/api/photo', {{method: 'POST', headers: t, body: 'x'}}], ['/api/photo', {{method: 'POST', body: 'x'}}]]) \
         {{ try {{ const r = await fetch('{own}' + path, init); read.push(path + r.status); }} catch {{}} }} \
         for (const path of ['/', '/api/keep']) {{ const r = await fetch('{own}' + path, {{mode: 'no-cors', method: path === '/' ? 'GET' : 'POST'}}).catch(() => null); \
         if (r && (r.type !== 'opaque' || await r.text())) read.push('no-cors ' + path); }} \
         const framed = await new Promise((done) => {{ const f = document.createElement('iframe'); f.src = '{own}/'; \
         f.onload = () => {{ try {{ done(f.contentDocument?.title || ''); }} catch {{ done(''); }} }}; document.body.append(f); setTimeout(() => done(''), 3000); }}); \
         if (framed) read.push('frame ' + framed); \
         const shown = await new Promise((done) => {{ const i = new Image(); i.onload = () => done(true); i.onerror = () => done(false); i.src = '{own}/icon.svg'; }}); \
         if (shown) read.push('image'); return read; }})()",
        token = served.token
    );
    assert_eq!(browser.value(&tries), json!([]));
    let (_, _, desk) = served.request("GET /api/desk", &served.own_lines(), b"");
    assert!(serde_json::from_slice::<Value>(&desk).unwrap()["asked"].is_null(), "nothing was triggered");
}

/// axe-core on every step: `HEALTONE_AXE` names its file.
#[test]
fn every_step_can_be_used_without_eyes_or_mouse() {
    let Some(axe) = std::env::var_os("HEALTONE_AXE") else {
        eprintln!("skipped accessibility: HEALTONE_AXE names no axe.min.js");
        return;
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    let Some((_served, mut browser)) = measured("accessible") else { return };
    let steps = ["photo", "chart", "mark", "reading", "mixes", "healing", "plan", "keep"];
    browser.value(&format!("{axe}; true"));
    for scheme in ["light", "dark"] {
        let feature = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        browser.call("Emulation.setEmulatedMedia", json!({"features": feature}));
        for step in steps {
            browser.click(&format!("#go-{step}"));
            browser.until("!document.body.classList.contains('busy')");
            std::thread::sleep(std::time::Duration::from_millis(300));
            browser.until("!document.body.classList.contains('busy')");
            let found = browser.value(
                "axe.run(document).then(r => r.violations.map(v => \
                 v.impact + ' ' + v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? '')).join(' | ')))",
            );
            assert_eq!(found, json!([]), "{scheme} {step}");
            let small = browser.value(
                "[...document.querySelectorAll('#panel button, nav button, #panel select, #panel input, #panel summary, .file span')]\
                 .filter(e => e.offsetParent && !['checkbox', 'file'].includes(e.type)).filter(e => e.getBoundingClientRect().height < 44)\
                 .map(e => e.outerHTML.slice(0, 120))",
            );
            assert_eq!(small, json!([]), "{scheme} {step}: smaller than a finger");
        }
    }
}
