import KindredModelSyntax

/// Writes the members for a foreign key's property.
struct ForeignKeyPrinter {
  let key: ForeignKeyDeclaration
  let property: PropertyDeclaration

  /// The reference and the raw key.
  var peers: [String] {
    [
      """
      /// The foreign key `\(key.name)`: its raw key and, where it is loaded, the `\(key.target)`.
      \(access)nonisolated var \(key.referenceName): Kindred.RelatedReference<Relations.\(property.spelledName)>
      """,
      """
      /// The raw key of `\(key.name)`, which never needs a query.
      \(access)nonisolated var \(key.keyName): \(key.keyType) {
        get { \(key.referenceName).key }
        set { \(key.referenceName).key = newValue }
      }
      """,
    ]
  }

  /// The property that loads the object, for a foreign key that no source declares.
  var object: String {
    """
    /// The `\(key.target)`, loaded if necessary.
    \(access)nonisolated var \(property.spelledName): \(key.objectType) {
      get async throws { try await \(key.referenceName).load() }
    }
    """
  }

  private var access: String { property.access.prefix }
}
