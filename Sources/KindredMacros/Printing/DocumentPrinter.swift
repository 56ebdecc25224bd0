import KindredModelSyntax

/// Writes the keys of a document.
struct DocumentPrinter {
  let document: DocumentDeclaration

  /// The members, one declaration each.
  var members: [String] {
    let access = document.access.memberPrefix
    let keys = document.properties.map { property in
      """
      /// The key of `\(property.spelledName.unquoted)`.
      \(property.access.prefix)var \(property.spelledName): Kindred.JSONKey<\(outside(property.type))> \
      { Kindred.JSONKey(\(property.key.quotedLiteral)) }
      """
    }
    return [
      """
      /// The keys of the document, for paths in queries.
      \(access)nonisolated struct JSONKeys: Swift.Sendable {
      \(keys.body)
      }
      """,
      """
      /// The keys of the document.
      \(access)nonisolated static var jsonKeys: JSONKeys { JSONKeys() }
      """,
    ]
  }

  /// A type inside `JSONKeys`, where `Self` would be another type.
  private func outside(_ type: String) -> String {
    var words: [String] = [""]
    for character in type {
      let isWord = character.isLetter || character.isNumber || character == "_"
      if isWord {
        words[words.count - 1].append(character)
      } else {
        words += [String(character), ""]
      }
    }
    return words.map { $0 == "Self" ? document.name.quotedIfNeeded : $0 }.joined()
  }
}

extension String {
  /// The text as a literal of Swift.
  fileprivate var quotedLiteral: String {
    var literal = ""
    for scalar in unicodeScalars { literal += scalar.escaped(asASCII: false) }
    return "\"\(literal)\""
  }
}
