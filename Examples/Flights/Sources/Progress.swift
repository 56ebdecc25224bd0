import ExampleSupport

/// The line that says how far a file is: rewritten in place on a terminal, written once elsewhere.
struct Progress {
  let file: String
  let terminal: Terminal
  private let start = ContinuousClock.now
  private(set) var rows = 0

  init(file: String, terminal: Terminal) {
    self.file = file
    self.terminal = terminal
  }

  mutating func add(_ count: Int) {
    rows += count
    if terminal.isInteractive { terminal.write("\r" + line) }
  }

  func finish() { terminal.write((terminal.isInteractive ? "\r" : "") + line + "\n") }

  private var line: String {
    let duration = ContinuousClock.now - start
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    let rate = seconds > 0 ? Int(Double(rows) / seconds) : 0
    return "  \(file.padded(to: 14))\(grouped(rows).padded(to: 8, left: true)) rows   "
      + "\(grouped(rate).padded(to: 8, left: true)) rows/s   "
  }

  /// 336776 as "336,776".
  private func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0 && index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}

extension String {
  fileprivate func padded(to width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - count))
    return left ? space + self : self + space
  }
}
