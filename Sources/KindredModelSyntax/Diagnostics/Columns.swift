import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A column without a type annotation.
  static func missingType(_ property: PropertySyntax) -> Diagnostic {
    let type = property.binding.initializer?.value.literalType
    let fixIts = type.map { type -> [FixIt] in
      let annotated = property.binding
        .with(\.pattern, property.binding.pattern.trimmed)
        .with(\.typeAnnotation, Parsed.annotation(type))
      return [.replace("add ': \(type)'", property.binding, with: annotated)]
    }
    return .error(
      "missingType", "'\(property.name)' needs a type annotation, because a macro cannot see an inferred type",
      at: property.nameToken, fixIts: fixIts ?? [])
  }

  /// Two of Kindred's attributes on one property.
  static func combined(_ attribute: AttributeSyntax, with first: AttributeSyntax) -> Diagnostic {
    let names = first.simpleName == attribute.simpleName
    return .error(
      "combined",
      names
        ? "'@\(attribute.simpleName)' is given twice"
        : "'@\(attribute.simpleName)' cannot be combined with '@\(first.simpleName)'", at: attribute)
  }

  /// A transient property without a default, which reading a row cannot set.
  static func transientWithoutDefault(_ name: TokenSyntax) -> Diagnostic {
    .error("transientWithoutDefault", "a transient property needs a default value", at: name)
  }

  /// A property wrapper, or another macro.
  static func propertyWrapper(_ attribute: AttributeSyntax) -> Diagnostic {
    .error(
      "propertyWrapper",
      "'@\(attribute.simpleName)' is not supported on a column; mark the property '@Transient' to leave it out",
      at: attribute)
  }

  /// An optional primary key.
  static func optionalPrimaryKey(_ type: TypeSyntax) -> Diagnostic {
    let fixIts = type.wrapped.map { [FixIt.replace("make it '\($0.trimmedDescription)'", type, with: $0)] }
    return .error("optionalPrimaryKey", "a primary key cannot be optional", at: type, fixIts: fixIts ?? [])
  }

  /// A constant primary key, which cannot be set after saving.
  static func constantPrimaryKey(_ variable: VariableDeclSyntax) -> Diagnostic {
    .error(
      "constantPrimaryKey", "a primary key must be declared with 'var'", at: variable.bindingSpecifier,
      fixIts: [.makeVariable(variable)])
  }

  /// A type that is not a single value.
  static func unsupportedType(_ type: TypeSyntax, _ place: String = "a column") -> Diagnostic {
    .error("unsupportedType", "\(place) cannot have the type '\(type.trimmedDescription)'", at: type)
  }

  /// `T!`.
  static func implicitlyUnwrapped(
    _ type: TypeSyntax, wrapped: TypeSyntax, _ place: String = "a column"
  ) -> Diagnostic {
    let name = wrapped.trimmedDescription
    return .error(
      "implicitlyUnwrapped", "\(place) cannot be an implicitly unwrapped optional; use '\(name)?'", at: type,
      fixIts: [.replace("use '\(name)?'", type, with: Parsed.type("\(name)?"))])
  }

  /// `T??`.
  static func optionalOfOptional(_ type: TypeSyntax, _ place: String = "a column") -> Diagnostic {
    .error("optionalOfOptional", "\(place) cannot be an optional of an optional", at: type)
  }

  /// A dictionary, a set, or an array of other than basic values, without JSON storage.
  static func collection(_ type: TypeSyntax, of property: PropertySyntax) -> Diagnostic {
    var fixIts: [FixIt] = []
    if property.attribute("PrimaryKey") == nil {
      if let field = property.attribute("Field") {
        let arguments = field.labeledArguments.filter { $0.label != nil }.map(\.trimmedDescription)
        let text = "@Field(" + ([".json"] + arguments.map { $0.trimmingComma }).joined(separator: ", ") + ")"
        fixIts = [.replace("add '.json'", field, with: Parsed.attribute(text, like: field))]
      } else {
        fixIts = [.add("@Field(.json)", to: property.declaration)]
      }
    }
    return .error(
      "collection", "a column of type '\(type.trimmedDescription)' has to be kept as JSON, with '@Field(.json)'",
      at: type, fixIts: fixIts)
  }
}

extension String {
  fileprivate var trimmingComma: String { hasSuffix(",") ? String(dropLast()) : self }
}

extension ExprSyntax {
  /// The type that a literal clearly has.
  fileprivate var literalType: String? {
    if let signed = self.as(PrefixOperatorExprSyntax.self) { return signed.expression.literalType }
    switch self.as(ExprSyntaxEnum.self) {
    case .stringLiteralExpr: return "String"
    case .integerLiteralExpr: return "Int"
    case .floatLiteralExpr: return "Double"
    case .booleanLiteralExpr: return "Bool"
    default: return nil
    }
  }
}
