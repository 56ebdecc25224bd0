extension SQLiteLocation {
  /// Reads a URL whose scheme is `sqlite` or `file`.
  init(url: String) {
    do throws(Problem) {
      self = try Self.parsed(url)
    } catch {
      self.init(path: url, problem: error.text)
    }
  }

  private struct Problem: Error {
    let text: String
  }

  private static func parsed(_ url: String) throws(Problem) -> SQLiteLocation {
    guard !url.contains("#") else {
      throw Problem(text: "it has a # in it, behind which nothing would be read; write %23")
    }
    let isFile = url.hasPrefix("file:")
    let parts = url.dropFirst(isFile ? "file:".count : "sqlite:".count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var path = parts[0]
    if path.hasPrefix("//") {
      path = path.dropFirst(2)
      if isFile {
        let host = path.prefix { $0 != "/" }
        guard host.isEmpty || host == "localhost" else {
          throw Problem(text: "it names a host; a file is on this machine: file:///path or file:path")
        }
        path = path.dropFirst(host.count)
      }
    }
    let isInMemory = path == ":memory:" || (path.isEmpty && !isFile)
    var settings = Settings()
    for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") { try settings.read(pair) }
    if isInMemory || settings.isInMemory {
      guard settings.mode == nil, !settings.isImmutable else {
        throw Problem(text: "a database in memory has no mode of its own")
      }
      return .inMemory
    }
    return SQLiteLocation(path: try decoded(path), mode: try settings.fileMode())
  }

  /// The parameters after the question mark.
  private struct Settings {
    var mode: Mode?
    var isInMemory = false
    var isImmutable = false

    mutating func read(_ pair: Substring) throws(Problem) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count > 1 ? try decoded(parts[1]) : ""
      switch (try decoded(parts[0]), value) {
      case ("mode", "ro"): mode = .readOnly
      case ("mode", "rw"): mode = .existing
      case ("mode", "rwc"): mode = .create
      case ("mode", "memory"): isInMemory = true
      case ("immutable", "1"), ("immutable", "true"), ("immutable", "yes"), ("immutable", "on"): isImmutable = true
      case ("immutable", "0"), ("immutable", "false"), ("immutable", "no"), ("immutable", "off"): isImmutable = false
      case ("mode", _): throw Problem(text: "its mode has to be ro, rw, rwc or memory")
      case ("immutable", _): throw Problem(text: "immutable has to be 1 or 0")
      case (let name, _):
        throw Problem(text: "it has the parameter \"\(name)\"; those that are known are mode and immutable")
      }
    }

    func fileMode() throws(Problem) -> Mode {
      guard isImmutable else { return mode ?? .create }
      guard mode == nil || mode == .readOnly else {
        throw Problem(text: "a file that is immutable cannot be written; leave the mode out, or write mode=ro")
      }
      return .immutable
    }
  }

  /// Decodes percent codes. Like SQLite, keeps a percent sign that is not followed by two digits.
  private static func decoded(_ text: Substring) throws(Problem) -> String {
    guard text.utf8.contains(0x25) else { return String(text) }
    let source = Array(text.utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < source.count {
      if source[index] == 0x25, index + 2 < source.count, let high = digit(source[index + 1]),
        let low = digit(source[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(source[index])
        index += 1
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw Problem(text: "its percent codes are not UTF-8")
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
