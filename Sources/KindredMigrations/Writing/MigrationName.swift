package import KindredCore

/// Names for new migrations, made from what they do: `0002_entry_rating`, `0003_tag_and_more`.
package enum MigrationName {
  /// How long a name made of changes is at most, in characters.
  private static let limit = 52

  /// A name for changes, without number: `initial` for the first ones of a module.
  package static func slug(_ changes: [SchemaChange], isInitial: Bool) -> String {
    if isInitial { return "initial" }
    let parts = changes.map(part).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard var slug = parts.first else { return "empty" }
    for (index, part) in parts.enumerated().dropFirst() {
      let next = slug + "_" + part
      let isLast = index == parts.count - 1
      guard next.count + (isLast ? 0 : "_and_more".count) <= limit else { return slug + "_and_more" }
      slug = next
    }
    return slug
  }

  /// The type of a migration: `M0002_EntryRating`.
  package static func type(number: Int, slug: String) -> String {
    let digits = String(number)
    let words = plain(slug).split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return "M" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_"
      + (words.isEmpty ? "Changes" : words.joined())
  }

  /// The type of a migration with a name: `M0002_EntryRating` of `0002_entry_rating`.
  static func type(of name: String) -> String {
    let words = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
    guard let first = words.first else { return "M" }
    return "M" + first + "_" + words.dropFirst().joined()
  }

  private static func part(_ change: SchemaChange) -> String {
    switch change {
    case .createTable(let table): plain(table.name)
    case .dropTable(let name): "delete_" + plain(name)
    case .renameTable(_, to: let new): "rename_" + plain(new)
    case .setTableComment(let table, _): "comment_" + plain(table)
    case .addColumn(let table, let column, _): plain(table) + "_" + plain(column.name)
    case .dropColumn(let table, let column): "remove_" + plain(table) + "_" + plain(column)
    case .renameColumn(let table, _, to: let new): "rename_" + plain(table) + "_" + plain(new)
    case .alterColumn(let table, let column, _): "alter_" + plain(table) + "_" + plain(column.name)
    case .setKey(let table, _): "key_" + plain(table)
    case .addConstraint(let table, let constraint): plain(table) + "_" + plain(constraint.shortName)
    case .dropConstraint(let table, let constraint): "remove_" + plain(table) + "_" + plain(constraint.shortName)
    case .renameConstraint(let table, _, _): "rename_" + plain(table) + "_constraint"
    case .addIndex(let table, let index): plain(table) + "_" + plain(index.shortName)
    case .dropIndex(let table, let index): "remove_" + plain(table) + "_" + plain(index.shortName)
    case .renameIndex(let table, _, _): "rename_" + plain(table) + "_index"
    }
  }

  /// The ASCII letters and digits of a name, in lower case, with underscores for the rest.
  private static func plain(_ name: String) -> String {
    let words = name.lowercased().unicodeScalars.split { scalar in
      !(scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil))
    }
    return words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "_")
  }
}

extension ConstraintState {
  fileprivate var shortName: String {
    if let name { return name }
    switch kind {
    case .unique(let columns): return columns.joined(separator: "_") + "_uniq"
    case .check: return "check"
    case .foreignKey(let key): return key.columns.joined(separator: "_") + "_fk"
    }
  }
}

extension IndexState {
  fileprivate var shortName: String {
    name ?? elements.compactMap(\.field).joined(separator: "_") + "_idx"
  }
}
