import KindredModelSyntax

extension ModelPrinter {
  /// The parts of `Codable` that the source does not declare.
  var codableMembers: [String] {
    [
      ("CodingKeys", codingKeys), ("init(from:)", decoding), ("encode(to:)", encoding),
    ].filter { !model.writtenMembers.contains($0.0) }.map(\.1)
  }

  private var codingKeys: String {
    """
    private enum CodingKeys: Swift.String, Swift.CodingKey {
      case \(columns.map(\.codingName).joined(separator: ", "))
    }
    """
  }

  private var decoding: String {
    """
    /// Decodes an instance; what is absent has its declared default.
    \(access)nonisolated init(from decoder: any Swift.Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
    \(columns.map(decoding).body)
    }
    """
  }

  private func decoding(_ column: PrintedColumn) -> String {
    guard let property = column.property else {
      return "self.id = try container.decodeIfPresent(\(column.columnType).self, forKey: .id) ?? .unsaved"
    }
    let name = property.codingName
    if let key = property.foreignKey {
      let method = key.isOptional ? "decodeIfPresent" : "decode"
      return "self.\(key.referenceName) = Kindred.RelatedReference("
        + "key: try container.\(method)(\(key.baseKeyType).self, forKey: .\(name)))"
    }
    let type = property.wrappedType ?? property.type
    let present = "container.decodeIfPresent(\(type).self, forKey: .\(name))"
    let target = "self.\(property.spelledName) ="
    switch (property.isOptional, property.defaultOperand) {
    case (true, nil): return "\(target) try \(present)"
    case (true, let value?): return "\(target) try container.contains(.\(name)) ? \(present) : \(value)"
    case (false, nil): return "\(target) try container.decode(\(type).self, forKey: .\(name))"
    case (false, let value?): return "\(target) try \(present) ?? \(value)"
    }
  }

  private var encoding: String {
    let lines = columns.map { column in
      let value =
        column.property?.foreignKey.map { "self.\($0.referenceName).key" }
        ?? "self.\(column.property?.spelledName ?? "id")"
      return "try container.encode(\(value), forKey: .\(column.codingName))"
    }
    return """
      /// Encodes every column under its property's name, foreign keys as their raw keys.
      \(access)nonisolated func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
      \(lines.body)
      }
      """
  }
}
