/// Names from outside, made fit for messages.
enum NameText {
  /// The name in quotation marks. Control characters are replaced and long names are cut, so that a name cannot forge a
  /// line of a log.
  static func quoted(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      if text.utf8.count > 80 { return "\"\(text)…\"" }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        text += "\u{FFFD}"
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
        .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation,
        .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
        .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .spaceSeparator:
        text.unicodeScalars.append(scalar)
      @unknown default: text += "\u{FFFD}"
      }
    }
    return "\"\(text)\""
  }

  /// The sentences that help with a wrong name: the nearest choice, and all choices.
  static func help(for name: String, choices: [String]) -> String {
    let choices = Set(choices).sorted()
    var text = ""
    if let nearest = nearest(to: name, among: choices) { text += " Did you mean \"\(nearest)\"?" }
    if choices.isEmpty { return text }
    let shown = choices.prefix(60).joined(separator: ", ")
    return text + " Choices: \(shown)\(choices.count > 60 ? ", …" : "")."
  }

  /// The choice that was probably meant: the one with the smallest edit distance, if it is small.
  static func nearest(to name: String, among choices: [String]) -> String? {
    guard name.utf8.count <= 100 else { return nil }
    let limit = max(1, name.count / 3)
    let ranked = choices.map { ($0, distance($0.lowercased(), name.lowercased())) }.filter { $0.1 <= limit }
    return ranked.min { $0.1 < $1.1 }?.0
  }

  /// The number of letters to insert, delete or replace.
  private static func distance(_ text: String, _ other: String) -> Int {
    let target = Array(other)
    var row = Array(0...target.count)
    for (index, character) in text.enumerated() {
      var diagonal = index
      row[0] = index + 1
      for column in target.indices {
        let replaced = diagonal + (character == target[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[target.count]
  }

  /// A function's or a look-up's name in the form in which they are compared: `isNull`, `isnull` and `is_null` are the
  /// same. Only letters of ASCII change their case, so that no other letter passes for one of them.
  static func key(_ name: String) -> String {
    String(decoding: name.asciiLowercased.utf8.filter { $0 != 0x5F }, as: UTF8.self)
  }
}

/// The errors about names.
enum NameError {
  static func unknownModel(_ name: String, choices: [String]) -> KindredError {
    KindredError(
      .invalidName,
      "There is no model \(NameText.quoted(name)).\(NameText.help(for: name, choices: choices)) A model of another "
        + "module is known once it was used or registered: ModelRegistry.shared.register(…).")
  }
}
