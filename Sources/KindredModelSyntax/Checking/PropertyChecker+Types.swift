import SwiftSyntax

extension PropertyChecker {
  /// Whether the property is stored as a JSON document.
  var isJSON: Bool {
    property.attribute("Field")?.labeledArguments.contains {
      $0.label == nil && $0.expression.trimmedDescription.hasSuffix(".json")
    } ?? false
  }

  /// Refuses types that no column can have.
  mutating func checkType(_ type: TypeSyntax) {
    if let unwrapped = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) {
      report(.implicitlyUnwrapped(type, wrapped: unwrapped.wrappedType))
      return
    }
    let inner = type.wrapped ?? type
    if inner.wrapped != nil {
      report(.optionalOfOptional(type))
    } else if inner.isCollection {
      if !isJSON && (property.attribute("PrimaryKey") != nil || !inner.isArrayOfValues) {
        report(.collection(type, of: property))
      }
    } else if inner.isUnsupported {
      report(.unsupportedType(type))
    }
  }
}

extension TypeSyntax {
  /// Whether this is an array, a dictionary or a set.
  var isCollection: Bool {
    self.is(ArrayTypeSyntax.self) || self.is(DictionaryTypeSyntax.self) || self.is(InlineArrayTypeSyntax.self)
      || simpleName.map(KnownTypes.collections.contains) ?? false
  }

  /// Whether this is an array of basic values or of their optionals, which a column can hold.
  var isArrayOfValues: Bool {
    guard let element = self.as(ArrayTypeSyntax.self)?.element ?? longArrayElement else { return false }
    return (element.wrapped ?? element).simpleName.map(KnownTypes.arrayElements.contains) ?? false
  }

  /// The element of `Array<Element>`.
  private var longArrayElement: TypeSyntax? {
    guard let name = self.as(IdentifierTypeSyntax.self), name.name.text == "Array",
      let argument = name.genericArgumentClause?.arguments.first?.argument, case .type(let element) = argument
    else { return nil }
    return element
  }

  /// Whether this is a tuple, a function, a metatype, `any P`, `some P` or the like.
  var isUnsupported: Bool {
    switch self.as(TypeSyntaxEnum.self) {
    case .identifierType(let name): name.name.text == "Any" || name.name.text == "AnyObject" || name.name.text == "Self"
    case .memberType: false
    default: true
    }
  }
}
