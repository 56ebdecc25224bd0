/// Helpers for messages of the server and of libpq, which may have several lines and any punctuation.
extension String {
  /// The text on one line, without trailing white space and full stop.
  var trimmed: String {
    var text = split(whereSeparator: \.isWhitespace).joined(separator: " ")
    while text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// The text on one line, with each of its lines as a sentence; empty if there is no text.
  var sentences: String {
    split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
      .map { line in line.last.map("?!:".contains) == true ? line : line + "." }.joined(separator: " ")
  }
}
