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
    \((columns.map(decoding) + newness).body)
    }
    """
  }

  /// An object that comes with its key may be one of the database.
  private var newness: [String] {
    guard model.knowsNewInstances, let key = model.primaryKey else { return [] }
    return ["self.isKnownToBeNew = !container.contains(.\(key.codingName))"]
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
    if property.isDeferred { return decodingDeferred(property) }
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

  /// An object without a key is new, so that it has the declared value. Where an object of the database is without the
  /// column, it was not loaded when the object was encoded.
  private func decodingDeferred(_ property: PropertyDeclaration) -> String {
    var arguments = ["from: container, .\(property.codingName)", "as: \(property.type).self"]
    if model.primaryKey == nil, let value = property.defaultValue ?? (property.isOptional ? "nil" : nil) {
      arguments.append("new: self.id.isUnsaved ? \(property.asColumn("(\(value) as \(property.type))")) : nil")
    }
    return "self.\(property.deferredStorageName) = try Kindred.DeferredValue(\(arguments.joined(separator: ", "))) "
      + "{ \(property.asColumn("$0")) }"
  }

  private var encoding: String {
    let lines = columns.map { column in
      if let property = column.property, property.isDeferred {
        return "try self.\(property.deferredName).held.encode(to: &container, .\(property.codingName)) "
          + "{ $0\(property.fromColumn) }"
      }
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
