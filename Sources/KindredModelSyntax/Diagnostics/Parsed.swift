import SwiftDiagnostics
import SwiftParser
import SwiftSyntax

/// Syntax nodes for fix-its, parsed from text.
enum Parsed {
  /// An expression.
  static func expression(_ text: String) -> Syntax { piece("let value = \(text)") { $0.initializer?.value } }

  /// A type.
  static func type(_ text: String) -> Syntax { piece("let value: \(text)") { $0.typeAnnotation?.type } }

  /// A type annotation followed by a space.
  static func annotation(_ type: String) -> TypeAnnotationSyntax {
    TypeAnnotationSyntax(
      colon: .colonToken(trailingTrivia: .space),
      type: IdentifierTypeSyntax(name: .identifier(type)), trailingTrivia: .space)
  }

  /// An inheritance clause.
  static func inheritance(_ names: String) -> Syntax {
    let tree = Parser.parse(source: "struct Value: \(names) {}")
    let clause = tree.statements.first?.item.as(StructDeclSyntax.self)?.inheritanceClause
    return clause.map { Syntax($0.trimmed) } ?? Syntax(tree)
  }

  /// An attribute with the same surrounding white space as another one.
  static func attribute(_ text: String, like other: AttributeSyntax) -> Syntax {
    let tree = Parser.parse(source: "\(text) var value: Int")
    let attributes = tree.statements.first?.item.as(VariableDeclSyntax.self)?.attributes
    guard let attribute = attributes?.first?.trimmed else { return Syntax(other) }
    return Syntax(
      attribute.with(\.leadingTrivia, other.leadingTrivia).with(\.trailingTrivia, other.trailingTrivia))
  }

  private static func piece<Node: SyntaxProtocol>(
    _ text: String, _ part: (PatternBindingSyntax) -> Node?
  ) -> Syntax {
    let tree = Parser.parse(source: text)
    let binding = tree.statements.first?.item.as(VariableDeclSyntax.self)?.bindings.first
    return binding.flatMap(part).map { Syntax($0.trimmed) } ?? Syntax(tree)
  }
}

extension FixIt {
  /// Adds an attribute before a property.
  static func add(_ attribute: String, to variable: VariableDeclSyntax) -> FixIt {
    let tree = Parser.parse(source: "\(attribute) \(variable.trimmedDescription)")
    let changed = tree.statements.first.map { Syntax($0.item) } ?? Syntax(variable)
    let placed = changed.as(VariableDeclSyntax.self)?
      .with(\.leadingTrivia, variable.leadingTrivia).with(\.trailingTrivia, variable.trailingTrivia)
    return .replace("add '\(attribute)'", variable, with: placed ?? variable)
  }
}
