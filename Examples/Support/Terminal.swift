import Foundation

/// Writes to the terminal: colours where they are wanted, long lines broken between words.
package struct Terminal: Sendable {
  /// How a piece of text looks.
  package enum Style: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case cyan = "36"
  }

  /// The line length that fits most terminals.
  package static let width = 110

  /// Whether the output is a terminal, and not a file or a pipe.
  package let isInteractive: Bool
  private let hasColours: Bool

  /// Looks at where the output goes. `NO_COLOR` switches colours off (https://no-color.org).
  package init() {
    isInteractive = isatty(STDOUT_FILENO) == 1
    hasColours = isInteractive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  /// Writes a text at once, without waiting for a full buffer.
  package func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  /// Writes a line.
  package func line(_ text: String = "", _ style: Style? = nil) { write(styled(text, style) + "\n") }

  /// Writes a text that may be long: a mark before its first line, and the other lines below the text.
  package func paragraph(_ mark: String, _ text: String, _ style: Style? = nil) {
    let indent = String(repeating: " ", count: mark.count)
    for (index, part) in Terminal.wrapped(text, to: Terminal.width - mark.count).enumerated() {
      write(styled((index == 0 ? mark : indent) + part, style) + "\n")
    }
  }

  /// Writes an error to the other stream.
  package func complain(_ text: String) {
    FileHandle.standardError.write(Data("error: \(text)\n".utf8))
  }

  private func styled(_ text: String, _ style: Style?) -> String {
    guard hasColours, let style else { return text }
    return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
  }

  /// Breaks a text between words; line breaks that it has stay.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      var lines: [String] = []
      var current = ""
      for word in line.split(separator: " ", omittingEmptySubsequences: false) {
        if !current.isEmpty && current.count + 1 + word.count > width {
          lines.append(current)
          current = String(word)
        } else {
          current += (current.isEmpty ? "" : " ") + word
        }
      }
      return lines + [current]
    }
  }
}
