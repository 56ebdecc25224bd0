/// The text of a ``RawSQL`` without its operands. Two texts with equal fragments and operands of the same shape have the
/// same SQL.
@usableFromInline
package struct RawFragment: Sendable, Hashable {
  enum Piece: Sendable, Hashable {
    case text(String)
    case identifier(String)
    /// The operand with an index.
    case operand(Int)
  }

  let pieces: [Piece]
  /// Whether the text is a condition, so that it is true or false where its value is used.
  let isCondition: Bool

  /// Whether the text may end in a comment, which would hide what follows it in the line.
  var mayEndInComment: Bool {
    pieces.contains { piece in
      if case .text(let text) = piece { text.contains("--") } else { false }
    }
  }

  /// The text with a space for each name and operand, for looking at its words.
  var words: String {
    pieces.map { piece in if case .text(let text) = piece { text } else { " " } }.joined()
  }

  /// - Throws: ``KindredError/Code/invalidName`` for a name that the dialect cannot quote, and
  ///   ``KindredError/Code/invalidQuery`` for text that the database would cut off.
  func check(_ rules: any DialectRules) throws {
    for piece in pieces {
      switch piece {
      case .text(let text):
        if text.utf8.contains(0) {
          throw KindredError(.invalidQuery, "A SQL text contains a NUL character; the database would end it there.")
        }
      case .identifier(let name):
        if name.isEmpty { throw KindredError(.invalidName, "A name in a SQL text is empty.") }
        if name.utf8.contains(0) {
          throw KindredError(
            .invalidName, "A name in a SQL text contains a NUL character; the database would end it there.")
        }
        if name.utf8.count > rules.maximumIdentifierLength {
          throw KindredError(
            .invalidName,
            "A name in a SQL text has \(name.utf8.count) bytes; this database takes \(rules.maximumIdentifierLength).")
        }
      case .operand: break
      }
    }
  }
}

extension RawSQL {
  /// The text and its operands.
  func fragment(isCondition: Bool) -> (RawFragment, [ExpressionNode]) {
    var operands: [ExpressionNode] = []
    let pieces = parts.map { part -> RawFragment.Piece in
      switch part {
      case .text(let text): return .text(text)
      case .identifier(let name): return .identifier(name)
      case .operand(let node):
        operands.append(node)
        return .operand(operands.count - 1)
      }
    }
    return (RawFragment(pieces: pieces, isCondition: isCondition), operands)
  }
}
