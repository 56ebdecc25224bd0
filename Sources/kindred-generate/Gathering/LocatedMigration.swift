import KindredModelSyntax

/// A migration and its position in the sources.
package struct LocatedMigration: Hashable {
  /// The components of its name, from the outermost enclosing type.
  let scope: [String]
  /// The conditions of the enclosing `#if` blocks.
  let conditions: [String]
  let access: AccessLevel
  /// The position of its name.
  package let place: Place

  /// The name qualified by the enclosing types.
  package var path: String { scope.path }
}
