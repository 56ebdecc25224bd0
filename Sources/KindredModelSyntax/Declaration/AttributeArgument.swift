/// One argument of an attribute, as written.
package struct AttributeArgument: Sendable, Hashable {
  /// The label; nil for a storage option such as `.json`.
  package var label: String?
  /// The expression's text.
  package var text: String
  /// The text of a string literal without interpolation.
  package var literal: String?

  /// Makes an argument.
  package init(label: String?, text: String, literal: String? = nil) {
    self.label = label
    self.text = text
    self.literal = literal
  }
}

extension [AttributeArgument] {
  /// The argument with a label.
  package subscript(_ label: String) -> AttributeArgument? { first { $0.label == label } }

  /// Whether a Boolean argument is the literal `true`.
  package func isTrue(_ label: String) -> Bool { self[label]?.text == "true" }
}
