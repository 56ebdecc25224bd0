import KindredModelSyntax
import SwiftSyntax

/// Finds the models, types and members of one file.
final class DeclarationCollector: SyntaxVisitor {
  private let file: SourceFile
  private let isLocal: Bool
  private var scopes: [Scope] = []
  private var conditions: [String] = []
  private let fileNames: Set<String>
  private(set) var models: [LocatedModel] = []
  /// The sets of fields.
  private(set) var groups: [LocatedModel] = []
  private(set) var migrations: [LocatedMigration] = []
  private(set) var index: TypeIndex

  private struct Scope {
    let names: [String]
    let access: AccessLevel
    let memberAccess: AccessLevel
    var isMigration = false
  }

  init(_ file: SourceFile, isLocal: Bool, index: TypeIndex) {
    self.file = file
    self.isLocal = isLocal
    self.index = index
    fileNames = Set(file.tree.statements.compactMap { $0.item.as(DeclSyntax.self) }.flatMap(\.fileNames))
    super.init(viewMode: .sourceAccurate)
  }

  private var path: [String] { scopes.flatMap(\.names) }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    let attribute = node.attributes.attribute(named: "Model")
    if let attribute, let model = read(node, attribute) { models.append(model) }
    if let attribute = node.attributes.attribute(named: "Fields"), let group = read(node, attribute) {
      groups.append(group)
    }
    return enter(node, attribute == nil ? .other : .model)
  }

  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, .enum) }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, .other) }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, .other) }

  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    index.add(type: path + [node.name.text.unquoted])
    return .skipChildren
  }

  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    index.add(type: path + [node.name.text.unquoted])
    return .skipChildren
  }

  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    let names = node.extendedType.trimmedDescription.split(separator: ".").map { String($0).unquoted }
    scopes.append(Scope(names: names, access: .public, memberAccess: node.modifiers.accessLevel ?? .internal))
    if isLocal { index.add(conformances: node.inheritanceClause.names, to: path) }
    return .visitChildren
  }

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind { addMembers(node) }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { addMembers(node) }
  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }

  override func visitPost(_ node: StructDeclSyntax) { scopes.removeLast() }
  override func visitPost(_ node: EnumDeclSyntax) { scopes.removeLast() }
  override func visitPost(_ node: ClassDeclSyntax) { scopes.removeLast() }
  override func visitPost(_ node: ActorDeclSyntax) { scopes.removeLast() }
  override func visitPost(_ node: ExtensionDeclSyntax) { scopes.removeLast() }

  override func visit(_ node: IfConfigDeclSyntax) -> SyntaxVisitorContinueKind {
    var earlier: [String] = []
    for clause in node.clauses {
      let own = clause.condition.map { "(\($0.trimmedDescription))" }
      conditions.append((earlier.map { "!" + $0 } + (own.map { [$0] } ?? [])).joined(separator: " && "))
      if let elements = clause.elements { walk(Syntax(fromProtocol: elements)) }
      conditions.removeLast()
      if let own { earlier.append(own) }
    }
    return .skipChildren
  }

  private func enter(
    _ node: some DeclGroupSyntax & NamedDeclSyntax, _ kind: TypeIndex.Description.Kind
  ) -> SyntaxVisitorContinueKind {
    let path = path + [node.name.text.unquoted]
    index.add(type: path)
    let description = TypeIndex.Description(
      kind: kind, inherited: node.inheritanceClause.names,
      attributes: Set(node.attributes.attributes.map(\.simpleName)))
    if isLocal { index.add(description, of: path) }
    let access = node.modifiers.accessLevel ?? scopes.last?.memberAccess ?? .internal
    // Other libraries have a protocol of this name as well.
    let isMigration = node.inheritanceClause.isMigration && file.imports("KindredMigrations")
    if isMigration, isLocal {
      let place = file.place(at: node.name.positionAfterSkippingLeadingTrivia.utf8Offset)
      migrations.append(LocatedMigration(scope: path, conditions: conditions, access: access, place: place))
    }
    scopes.append(
      Scope(names: [node.name.text.unquoted], access: access, memberAccess: .internal, isMigration: isMigration))
    return .visitChildren
  }

  private func addMembers(_ node: some DeclSyntaxProtocol) -> SyntaxVisitorContinueKind {
    guard !scopes.isEmpty else { return .skipChildren }
    for name in DeclSyntax(node).memberNames {
      let base = String(name.prefix { $0 != "(" })
      let offset = DeclSyntax(node).nameOffset
      index.add(member: TypeIndex.Member(name: base, place: file.place(at: offset)), to: path)
    }
    return .skipChildren
  }

  /// The model, or the set of fields; nil if its own declaration has errors.
  private func read(_ node: StructDeclSyntax, _ attribute: AttributeSyntax) -> LocatedModel? {
    let reading = ModelReader(
      node, attribute: attribute, enclosingTypes: path, defaultAccess: scopes.last?.memberAccess ?? .internal,
      isHistorical: scopes.contains(where: \.isMigration)
    ).read()
    guard reading.isSound else { return nil }
    var model = reading.model
    model.access = scopes.map(\.access).reduce(model.access, min)
    let places = model.properties.map { ($0.name, file.place(at: $0.offset)) }
    return LocatedModel(
      declaration: model, isLocal: isLocal, conditions: conditions, place: file.place(at: model.offset),
      propertyPlaces: Dictionary(places) { first, _ in first },
      fileNames: fileNames.union(node.memberBlock.members.flatMap { $0.decl.fileNames }))
  }
}

extension DeclSyntax {
  /// The file-private names of the declaration.
  fileprivate var fileNames: [String] {
    guard asProtocol((any WithModifiersSyntax).self)?.modifiers.accessLevel == .filePrivate else { return [] }
    return memberNames.map { String($0.prefix { $0 != "(" }) }
  }

  /// The position of the declared name.
  fileprivate var nameOffset: Int {
    let name: (any SyntaxProtocol)? = self.as(FunctionDeclSyntax.self)?.name
    let pattern = self.as(VariableDeclSyntax.self)?.bindings.first?.pattern
    return (name ?? pattern ?? self).positionAfterSkippingLeadingTrivia.utf8Offset
  }
}
