import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A selection without properties.
  static func emptySelection(_ name: TokenSyntax) -> Diagnostic {
    .error("emptySelection", "a selection needs a stored property to read; '\(name.text.unquoted)' has none", at: name)
  }

  /// A name that the type nested in the selection would hide, or that would hide a module.
  static func reservedSelectionName(_ name: TokenSyntax) -> Diagnostic {
    .error(
      "reservedSelectionName",
      "a selection cannot be called '\(name.text.unquoted)', because its code needs that name for something else",
      at: name)
  }

  /// A property in `#if`. Macros see the properties of every configuration.
  static func conditionalProperty(_ name: TokenSyntax) -> Diagnostic {
    .error(
      "conditionalProperty",
      "the properties of a selection cannot depend on '#if'; move '\(name.text)' out of the block", at: name)
  }

  /// A pattern other than a name, such as a tuple.
  static func propertyPattern(_ pattern: PatternSyntax) -> Diagnostic {
    .error("propertyPattern", "every property of a selection needs its own declaration", at: pattern)
  }

  /// A property wrapper, or another macro.
  static func wrapperInSelection(_ attribute: AttributeSyntax) -> Diagnostic {
    .error(
      "wrapperInSelection", "'@\(attribute.simpleName)' is not supported on a property of a selection", at: attribute)
  }

  /// A name that no property of the columns can have.
  static func unusableName(_ name: TokenSyntax) -> Diagnostic {
    .error("unusableName", "'\(name.text.unquoted)' has another meaning behind a dot; choose another name", at: name)
  }
}
