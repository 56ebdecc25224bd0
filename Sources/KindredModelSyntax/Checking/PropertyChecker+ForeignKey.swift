import SwiftSyntax

extension PropertyChecker {
  /// Checks a foreign key's declaration and the arguments of its attribute.
  mutating func checkForeignKey(_ attribute: AttributeSyntax) {
    if !property.isMutable { report(.constantForeignKey(property.declaration)) }
    if let value = property.binding.initializer { report(.foreignKeyDefault(value, in: property.binding)) }
    if let observers = property.binding.accessorBlock { report(.foreignKeyObservers(observers)) }
    checkNames(attribute)
    guard let type = property.type else {
      if property.binding.initializer == nil { report(.missingType(property)) }
      return
    }
    checkTarget(type)
    let isKey = attribute.simpleName == "Parent" || attribute.argumentValues.isTrue("primaryKey")
    if isKey, type.wrapped != nil { report(.optionalPrimaryKey(type)) }
    checkDeletion(attribute, type: type)
  }

  private mutating func checkTarget(_ type: TypeSyntax) {
    let target = type.wrapped ?? type
    if target.isCollection {
      report(.collectionForeignKey(type))
    } else if target.isUnsupported || target.simpleName.map(KnownTypes.basic.contains) ?? false {
      report(.foreignKeyToNoModel(type, named: target.trimmedDescription))
    }
  }

  private mutating func checkDeletion(_ attribute: AttributeSyntax, type: TypeSyntax) {
    guard let rule = attribute.argument("onDelete")?.expression else { return }
    switch rule.as(MemberAccessExprSyntax.self)?.declName.baseName.text {
    case "setNull" where type.wrapped == nil: report(.setNullOnRequiredKey(rule, rule: "setNull", type: type))
    case "databaseSetNull" where type.wrapped == nil:
      report(.setNullOnRequiredKey(rule, rule: "databaseSetNull", type: type))
    case "setDefault": report(.setWithoutValue(rule, rule: "setDefault"))
    case "set": report(.setWithoutValue(rule, rule: "set"))
    case "databaseSetDefault" where attribute.given("databaseDefault") == nil:
      report(.databaseSetDefaultWithoutDefault(rule))
    default: break
    }
  }

  mutating func checkNames(_ attribute: AttributeSyntax) {
    for label in ["to", "relatedName", "relatedQueryName"] {
      guard let expression = attribute.given(label)?.expression else { continue }
      guard let text = expression.stringLiteral else {
        report(.notALiteral(label, expression))
        continue
      }
      let name = RelationNames.fill(text, model: "model")
      let isHidden = label == "relatedName" && name.hasSuffix("+")
      if !isHidden && !name.isIdentifier { report(.notAnIdentifier(label, text, expression)) }
    }
    if let column = attribute.given("column"), column.expression.stringLiteral == "" {
      report(.emptyName(column.expression))
    }
  }
}
