/// The words of the server and of its library, which may have several lines and end as they like.
extension String {
  /// The text on one line, without the blanks and the full stop at its end.
  var trimmed: String {
    var text = split(whereSeparator: \.isWhitespace).joined(separator: " ")
    while text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// The text on one line, each line of it a sentence that ends with one mark; empty when there are no words.
  var sentences: String {
    split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
      .map { line in line.last.map("?!:".contains) == true ? line : line + "." }.joined(separator: " ")
  }
}
