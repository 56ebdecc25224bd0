/// The declaration of a struct that is read from results, without syntax nodes.
package struct SelectionDeclaration: Sendable, Hashable {
  /// The struct's name without back-ticks.
  package var name: String
  /// Its access level.
  package var access: AccessLevel
  /// Its `@available` attributes.
  package var availability: [String]
  /// The properties that are read, in order.
  package var properties: [PropertyDeclaration]

  /// The name in code inside the struct.
  package var spelledName: String { name.quotedIfNeeded }
}
