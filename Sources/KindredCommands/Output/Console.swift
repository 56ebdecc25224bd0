#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What people see.
enum Console {
  /// Takes what is printed to a descriptor in place of it, for tests.
  @TaskLocal static var output: (@Sendable (String, Int32) -> Void)?
  /// Gives the lines that somebody types, nil at the end, in place of the terminal, for tests.
  @TaskLocal static var input: (@Sendable () -> String?)?

  /// Whether somebody sees the output and can be asked.
  static var isInteractive: Bool { input != nil || (isatty(0) == 1 && isatty(2) == 1) }

  /// Whether the output can have colours: on a terminal, unless the environment forbids it (https://no-color.org).
  static var hasColors: Bool {
    isatty(1) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
      && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// A colour of the terminal.
  enum Color: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case bold = 1
  }

  /// The text in a colour, where there are colours.
  static func colored(_ text: String, _ color: Color) -> String {
    hasColors ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A number with its noun: `1 table`, `2 tables`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// Prints a line of the result.
  static func print(_ line: String = "") { write(line + "\n", to: 1) }

  /// Prints a line about what happens, where it does not mix with the result.
  static func note(_ line: String) { write(line + "\n", to: 2) }

  /// Prints an error.
  static func error(_ text: String) {
    let head = isatty(2) == 1 && hasColors ? colored("error:", .red) : "error:"
    note("\(head) \(text)")
  }

  /// Prints the value as JSON.
  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Asks and reads a line; nil at the end of the input.
  static func ask(_ question: String) -> String? {
    write(question, to: 2)
    if let input { return input() }
    return readLine()
  }

  private static func write(_ text: String, to descriptor: Int32) {
    if let output { return output(text, descriptor) }
    var rest = ArraySlice(text.utf8)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { bytes in
        #if canImport(Glibc)
          Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
          Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
          Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
