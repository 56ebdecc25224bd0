extension RawSQL {
  /// The text with its values, to tell texts apart. It is never shown or run.
  package var literalText: String {
    parts.map { part in
      switch part {
      case .text(let text): return text
      case .identifier(let name): return "\"\(name.doubling("\""))\""
      case .operand(let node):
        var values: [DatabaseValue] = []
        node.collectValues(into: &values)
        return "{\(values)}"
      }
    }.joined()
  }
}

extension RawSQL {
  /// A piece of a text without values.
  package enum SourcePart: Sendable, Hashable {
    case text(String)
    case identifier(String)
  }

  /// Makes a text of its pieces.
  package init(sourceParts: [SourcePart]) {
    parts = sourceParts.map { part in
      switch part {
      case .text(let text): .text(text)
      case .identifier(let name): .identifier(name)
      }
    }
  }

  /// The pieces of the text; nil if values are bound in it.
  package var sourceParts: [SourcePart]? {
    var pieces: [SourcePart] = []
    for part in parts {
      switch part {
      case .text(let text): pieces.append(.text(text))
      case .identifier(let name): pieces.append(.identifier(name))
      case .operand: return nil
      }
    }
    return pieces
  }
}
