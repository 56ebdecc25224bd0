import SwiftSyntax

extension PropertyChecker {
  /// Checks the arguments of `@Field` and `@PrimaryKey` against the type and against each other.
  mutating func checkOptions(_ attribute: AttributeSyntax, type: TypeSyntax) {
    let scalar = (type.wrapped ?? type).simpleName.flatMap { KnownTypes.scalars.contains($0) ? $0 : nil }
    checkLength(attribute, scalar: scalar)
    checkDigits(attribute, scalar: scalar)
    checkBits(attribute, scalar: scalar)
    checkText(attribute, scalar: scalar)
    if let argument = attribute.given("databaseDefault"), type.wrapped == nil, property.binding.initializer == nil,
      !argument.expression.isDefaultValue || isJSON || property.declaration.modifiers.accessLevel == .filePrivate
    {
      report(.databaseDefaultWithoutValue(argument.expression))
    }
  }

  private mutating func checkLength(_ attribute: AttributeSyntax, scalar: String?) {
    guard let length = attribute.given("maxLength") else { return }
    if let value = length.expression.integerLiteral, value <= 0 {
      report(.nonPositive("maxLength", length.expression))
    } else if let scalar, scalar != "String" {
      report(.option("maxLength", "texts", isNotFor: scalar, length))
    }
  }

  private mutating func checkDigits(_ attribute: AttributeSyntax, scalar: String?) {
    let digits = attribute.given("maxDigits")
    let places = attribute.given("decimalPlaces")
    for (name, argument) in [("maxDigits", digits), ("decimalPlaces", places)] {
      if let argument, let scalar, scalar != "Decimal" {
        report(.option(name, "decimals", isNotFor: scalar, argument))
        return
      }
    }
    switch (digits, places) {
    case (let digits?, nil): report(.optionAlone("maxDigits", without: "decimalPlaces", digits))
    case (nil, let places?): report(.optionAlone("decimalPlaces", without: "maxDigits", places))
    case (let digits?, let places?):
      guard let most = digits.expression.integerLiteral, let behind = places.expression.integerLiteral else { return }
      if most <= 0 { report(.nonPositive("maxDigits", digits.expression)) }
      if behind < 0 { report(.negative("decimalPlaces", places.expression)) }
      if most > 0 && behind > most { report(.tooManyPlaces(places.expression)) }
    case (nil, nil): break
    }
  }

  private mutating func checkBits(_ attribute: AttributeSyntax, scalar: String?) {
    guard let bits = attribute.given("bits") else { return }
    if let value = bits.expression.integerLiteral, ![16, 32, 64].contains(value) {
      report(.wrongWidth(bits.expression))
    } else if let scalar, !KnownTypes.integers.contains(scalar) {
      report(.option("bits", "integers", isNotFor: scalar, bits))
    }
  }

  private mutating func checkText(_ attribute: AttributeSyntax, scalar: String?) {
    if let collation = attribute.given("collation"), let scalar, scalar != "String" {
      report(.option("collation", "texts", isNotFor: scalar, collation))
    }
    if let column = attribute.given("column"), column.expression.stringLiteral == "" {
      report(.emptyName(column.expression))
    }
  }
}

extension AttributeSyntax {
  /// An argument that is present and not `nil`.
  func given(_ label: String) -> LabeledExprSyntax? {
    argument(label).flatMap { $0.expression.isNil ? nil : $0 }
  }
}

extension ExprSyntax {
  /// Whether this is `.value(…)`, which an instance can begin with.
  fileprivate var isDefaultValue: Bool {
    let called = self.as(FunctionCallExprSyntax.self)?.calledExpression.as(MemberAccessExprSyntax.self)
    return called?.declName.baseName.text == "value"
  }
}
