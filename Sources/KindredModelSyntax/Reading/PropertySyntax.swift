package import SwiftSyntax

/// A stored property's syntax nodes, for diagnostics.
package struct PropertySyntax {
  /// The declaration, which may have several bindings.
  package let declaration: VariableDeclSyntax
  /// The binding.
  let binding: PatternBindingSyntax
  /// The name's token.
  package let nameToken: TokenSyntax
  /// The type; for `var a, b: Int` that of a later binding.
  let type: TypeSyntax?

  /// The name without back-ticks.
  package var name: String { nameToken.text.unquoted }

  /// The attribute with a name.
  func attribute(_ name: String) -> AttributeSyntax? { declaration.attributes.attribute(named: name) }

  /// The attribute that makes it a relation: `@ForeignKey`, `@OneToOne` or `@Parent`.
  package var relationAttribute: AttributeSyntax? {
    attribute("ForeignKey") ?? attribute("OneToOne") ?? attribute("Parent")
  }

  /// Whether it is a `var`.
  var isMutable: Bool { declaration.bindingSpecifier.tokenKind == .keyword(.var) }

  /// Whether it cannot be a column, because it is a constant with a value.
  package var isFixed: Bool { !isMutable && binding.initializer != nil }
}

extension VariableDeclSyntax {
  /// Whether it is not stored in the instance at initialisation: `static`, `class` and `lazy` properties.
  var isOutsideStorage: Bool { modifiers.has(.static) || modifiers.has(.class) || modifiers.has(.lazy) }

  /// The stored properties that the declaration makes.
  package var storedProperties: [PropertySyntax] {
    guard !isOutsideStorage else { return [] }
    let bindings = Array(self.bindings)
    return bindings.indices.compactMap { index in
      let binding = bindings[index]
      guard !binding.isComputed, let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else { return nil }
      var type = binding.typeAnnotation?.type
      if type == nil && binding.initializer == nil {
        type = bindings[index...].first { $0.typeAnnotation != nil || $0.initializer != nil }?.typeAnnotation?.type
      }
      return PropertySyntax(
        declaration: self, binding: binding, nameToken: pattern.identifier, type: type)
    }
  }
}

extension PatternBindingSyntax {
  /// Whether the binding has a getter. Properties with observers are stored.
  var isComputed: Bool {
    switch accessorBlock?.accessors {
    case nil: return false
    case .getter: return true
    case .accessors(let accessors):
      let observers: Set<TokenKind> = [.keyword(.willSet), .keyword(.didSet)]
      return !accessors.allSatisfy { observers.contains($0.accessorSpecifier.tokenKind) }
    }
  }
}
