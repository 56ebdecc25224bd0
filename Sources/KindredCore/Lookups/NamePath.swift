/// A path such as `entry__headline__icontains` or `entry.headline.icontains`, in its parts.
struct NamePath {
  /// The path as it was written.
  let text: String
  let parts: [String]

  /// More bytes than any path needs.
  static let maximumLength = 1000
  /// More relations than any database joins in a useful query. Paths are kept by the process, so that their number has
  /// to have a limit.
  static let maximumHops = 16

  /// - Throws: ``KindredError/Code/invalidName`` when the path has an empty part, or is too long.
  init(_ text: String) throws {
    self.text = text
    guard text.utf8.count <= Self.maximumLength else {
      throw KindredError(.invalidName, "The name \(NameText.quoted(text)) has more than \(Self.maximumLength) bytes.")
    }
    parts = Self.split(text)
    if let empty = parts.firstIndex(of: "") {
      let problem =
        text.isEmpty ? "A name is empty." : "Part \(empty + 1) of \(NameText.quoted(text)) is empty."
      throw KindredError(.invalidName, "\(problem) Write the path of a field, such as \"blog__name\" or \"blog.name\".")
    }
  }

  /// A path that begins with a name which is not split.
  init(_ first: String, rest: Substring) throws {
    text = first + rest
    // Behind the name comes a separator: two underscores, or a dot.
    let rest = rest.drop { $0 == "_" || $0 == "." }
    parts = rest.isEmpty ? [first] : [first] + Self.split(String(rest))
    if parts.contains("") {
      throw KindredError(.invalidName, "A part of \(NameText.quoted(text)) is empty.")
    }
  }

  /// Splits at two underscores, or at dots if there are none.
  private static func split(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var parts: [String] = []
    var start = 0
    var index = 0
    while index + 1 < bytes.count {
      // Underscores before the first letter of a name belong to it: "a___b" is "a" and "_b".
      if bytes[index] == 0x5F, bytes[index + 1] == 0x5F, index > start {
        parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
        index += 2
        start = index
      } else {
        index += 1
      }
    }
    if parts.isEmpty {
      return text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  /// Where a part stands, for messages; empty if the path has no other part.
  func place(of index: Int) -> String { parts.count == 1 ? "" : " (part \(index + 1) of \(NameText.quoted(text)))" }
}
