//! The page's server as a process, and requests to it byte by byte.

use crate::tool::folder;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// `healtone serve` on a free port, for a user without a studio; ends with the test.
pub(crate) struct Served {
    child: Child,
    pub(crate) port: u16,
    pub(crate) token: String,
    /// The folder that cases are kept in.
    pub(crate) cases: PathBuf,
}

impl Served {
    pub(crate) fn start(name: &str, args: &[&str]) -> Self {
        let cases = folder(&format!("served-{name}"));
        std::fs::create_dir_all(&cases).unwrap();
        let nobody = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nobody");
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("healtone"));
        command.envs(["XDG_CONFIG_HOME", "HOME", "APPDATA"].map(|name| (name, &nobody)));
        command.args(["serve", "--cases", cases.to_str().unwrap()]).args(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let rest = address.trim().strip_prefix("http://127.0.0.1:").expect("the address is printed first");
        let (port, token) = rest.split_once("/#").expect("with its token");
        Self { port: port.parse().unwrap(), token: token.to_owned(), child, cases }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/#{}", self.port, self.token)
    }

    /// Sends these bytes; status, headers, body.
    pub(crate) fn send(&self, request: &[u8]) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(60))).unwrap();
        // A server that has seen enough may close before all is sent.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(answer.len());
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        (status, head, answer.get(end + 4..).unwrap_or_default().to_vec())
    }

    /// A request with these lines after the first; the connection is closed after it.
    pub(crate) fn request(&self, first: &str, lines: &[String], body: &[u8]) -> (u16, String, Vec<u8>) {
        let mut request = format!("{first} HTTP/1.1\r\n");
        lines.iter().for_each(|line| request += &format!("{line}\r\n"));
        request += &format!("Connection: close\r\nContent-Length: {}\r\n\r\n", body.len());
        self.send(&[request.as_bytes(), body].concat())
    }

    /// The lines that the page itself sends.
    pub(crate) fn own_lines(&self) -> Vec<String> {
        let host = format!("127.0.0.1:{}", self.port);
        vec![
            format!("Host: {host}"),
            format!("Origin: http://{host}"),
            format!("X-Healtone-Token: {}", self.token),
            "Sec-Fetch-Site: same-origin".to_owned(),
        ]
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
