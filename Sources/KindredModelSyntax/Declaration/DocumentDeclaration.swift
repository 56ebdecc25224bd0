/// A struct marked `@JSONDocument`, without syntax nodes.
package struct DocumentDeclaration: Sendable, Hashable {
  /// A stored property that is in the document.
  package struct Property: Sendable, Hashable {
    /// The name as spelled in code, with back-ticks if needed.
    package var spelledName: String
    /// The type as written.
    package var type: String
    /// The key in the document.
    package var key: String
    /// The lower of its own access level and the struct's.
    package var access: AccessLevel
  }

  /// The struct's name without back-ticks.
  package var name: String
  /// Its access level.
  package var access: AccessLevel
  /// Its `@available` attributes.
  package var availability: [String]
  /// The properties in order.
  package var properties: [Property]
}
