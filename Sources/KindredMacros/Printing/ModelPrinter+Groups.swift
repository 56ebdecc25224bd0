import KindredModelSyntax

extension ModelPrinter {
  /// The position of a column in the schema: a number, or a name if it is behind a set of fields, whose number of columns
  /// only its own declaration says.
  func position(_ index: Int) -> String {
    guard let property = columns[index].property, columns[..<index].contains(where: \.isGroup) else {
      return "\(index)"
    }
    return "Positions.\(property.spelledName)"
  }

  /// The number of foreign keys before a column.
  func link(_ index: Int) -> String {
    count(before: index, of: "relationCount") { $0.property?.foreignKey != nil }
  }

  /// The columns before one of them: their number, and those of the sets of fields by name.
  private func count(before index: Int, of member: String, where isCounted: (PrintedColumn) -> Bool) -> String {
    let before = columns[..<index]
    let groups = before.compactMap { $0.isGroup ? $0.property?.type : nil }
    return (["\(before.filter { !$0.isGroup && isCounted($0) }.count)"] + groups.map { "\($0).\(member)" })
      .joined(separator: " + ")
  }

  /// The positions that have names.
  private var positions: [String] {
    let named = columns.indices.filter { position($0).hasPrefix("Positions.") }
    if named.isEmpty { return [] }
    let lines = named.map { index in
      let name = columns[index].property?.spelledName ?? ""
      return "static var \(name): Swift.Int { \(count(before: index, of: "columnCount") { _ in true }) }"
    }
    return [
      """
      /// The positions of the columns behind sets of fields.
      nonisolated private enum Positions {
      \(lines.body)
      }
      """
    ]
  }

  /// The sets of fields as types, and the positions of what is behind them.
  var groups: [String] {
    let groups = columns.indices.compactMap { index in
      columns[index].isGroup ? columns[index].property.map { group($0, at: position(index)) } : nil
    }
    if groups.isEmpty { return [] }
    return positions + [
      """
      /// The sets of fields that the model uses, as types.
      \(access)enum Groups {
      \(groups.body)
      }
      """
    ]
  }

  private func group(_ property: PropertyDeclaration, at position: String) -> String {
    let access = property.access.prefix
    let inner = property.access == .filePrivate ? "" : access
    let (owner, name) = (model.spelledName, property.spelledName)
    var members = [
      "/// The model.\n\(inner)typealias EmbeddingModel = \(owner)",
      "/// The set of fields.\n\(inner)typealias EmbeddedGroup = \(property.type)",
      "/// The property's name.\n\(inner)static var name: Swift.String { \"\(property.name)\" }",
    ]
    if let prefix = property.embedding?["prefix"] {
      members.append(
        "/// What the names of the columns begin with.\n\(inner)static var prefix: Swift.String { \(prefix.text) }")
    }
    if let related = model.arguments["defaultRelatedName"] {
      members.append(
        "/// The name on the target of keys that say none.\n"
          + "\(inner)static var defaultRelatedName: Swift.String? { \(related.text) }")
    }
    members += [
      "/// The index of the set's first column in the schema.\n\(inner)static var position: Swift.Int { \(position) }",
      "/// The set of a model.\n\(inner)static func fields(of owner: \(owner)) -> \(property.type) { owner.\(name) }",
      """
      /// Replaces the set of a model.
      \(inner)static func setFields(_ fields: \(property.type), of owner: inout \(owner)) { owner.\(name) = fields }
      """,
    ]
    return """
      /// The set of fields `\(property.name)`.
      \(access)enum \(name): Kindred.EmbeddedFields {
      \(members.body)
      }
      """
  }
}
