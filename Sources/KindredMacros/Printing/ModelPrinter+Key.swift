import KindredModelSyntax

extension ModelPrinter {
  /// The key's type, the automatic key, and the members that distinguish new instances from stored ones.
  var keyMembers: [String] {
    guard let key = model.primaryKey else {
      return [
        """
        /// The type of the primary key.
        \(access)typealias PrimaryKey = Kindred.Key<\(model.spelledName)>
        """,
        """
        /// The automatic primary key; the database makes it when the instance is first saved.
        \(access)nonisolated var id: Kindred.Key<\(model.spelledName)> = .unsaved
        """,
      ]
    }
    var aliases = ["/// The type of the primary key.\n\(access)typealias PrimaryKey = \(key.columnType)"]
    if key.codingName != "id" {
      aliases.append("/// The identity of an instance: its primary key.\n\(access)typealias ID = \(key.columnType)")
    }
    guard model.knowsNewInstances else { return aliases }
    return aliases + [
      """
      /// Whether the instance was made in code and not saved since.
      \(access)nonisolated private(set) var isKnownToBeNew: Swift.Bool = true
      """
    ]
  }

  /// The key under the name that every model has.
  var keyAccess: [String] {
    let name = model.primaryKey?.codingName ?? "id"
    let access = """
      /// The value of the primary key.
      \(access)nonisolated var primaryKey: \(model.primaryKey?.columnType ?? "Kindred.Key<\(model.spelledName)>") {
        get { self.\(name) }
        set { self.\(name) = newValue }
      }
      """
    var lines = model.columns.filter { $0.isMutable && $0.mayChangeWhenStored }.map { property in
      property.isDeferred
        ? "self.\(property.deferredStorageName).markStored()"
        : "self.\(property.spelledName) = self.\(property.spelledName).asStored"
    }
    lines += model.fieldGroups.map { "self.\($0.spelledName).markStored()" }
    if model.knowsNewInstances { lines.append("self.isKnownToBeNew = false") }
    if lines.isEmpty { return [access] }
    return [
      access,
      """
      /// Notes that the instance is stored now: its values are those that the database has.
      \(self.access)nonisolated mutating func markStored() {
      \(lines.body)
      }
      """,
    ]
  }
}
