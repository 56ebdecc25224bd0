import KindredModelSyntax
import SwiftSyntax

/// All models of a target, and the declarations of its dependencies.
package struct ModelCollection {
  /// The target's name.
  package let target: String
  /// The target's models, by path.
  package let models: [LocatedModel]
  /// The target's migrations, by path.
  package let migrations: [LocatedMigration]
  /// Whether there is a list of migrations.
  let listsMigrations: Bool
  /// The frozen models in its migrations. They are no models of the target: nothing points to them.
  let historicalModels: [LocatedModel]
  let dependencyModels: [LocatedModel]
  /// The sets of fields that its models can use.
  let groups: [LocatedModel]
  let index: TypeIndex
  let imports: Imports

  /// Reads sources.
  ///
  /// - Parameters:
  ///   - target: The target's name.
  ///   - sources: Its files.
  ///   - dependencies: The files of other targets whose models it may point to.
  ///   - listsMigrations: Whether there is a list of migrations even if it is empty.
  package init(
    target: String, sources: [SourceFile], dependencies: [SourceFile] = [], listsMigrations: Bool = false
  ) {
    var index = TypeIndex()
    var groups: [LocatedModel] = []
    var migrations: [LocatedMigration] = []
    func read(_ files: [SourceFile], isLocal: Bool) -> ([LocatedModel], [SourceFile]) {
      var models: [LocatedModel] = []
      var filesWithModels: [SourceFile] = []
      for file in files.sorted(by: { $0.path < $1.path }) {
        let collector = DeclarationCollector(file, isLocal: isLocal, index: index)
        collector.walk(file.tree)
        index = collector.index
        migrations += collector.migrations
        models += collector.models + collector.models.flatMap(\.links)
        groups += collector.groups
        if !collector.models.isEmpty { filesWithModels.append(file) }
      }
      return (models.sorted { $0.path < $1.path }, filesWithModels)
    }
    let (all, filesWithModels) = read(sources, isLocal: true)
    let models = all.filter { !$0.declaration.isHistorical }
    self.target = target
    self.models = models
    self.historicalModels = all.filter(\.declaration.isHistorical)
    self.migrations = migrations.sorted { $0.path < $1.path }
    self.listsMigrations = listsMigrations || !migrations.isEmpty
    dependencyModels = read(dependencies, isLocal: false).0.filter { !$0.declaration.isHistorical }
    self.groups = groups
    self.index = index
    var additional = self.listsMigrations ? ["import KindredMigrations"] : []
    // The list of no models is public.
    if models.isEmpty { additional.append("import Kindred") }
    imports = Imports(
      of: filesWithModels, keepsAccess: models.contains { $0.declaration.access >= .package },
      additional: additional)
  }

  /// The models that are visible in other files.
  package var visibleModels: [LocatedModel] { models.filter { $0.declaration.access > .filePrivate } }

  /// The frozen models that are visible in other files.
  var visibleHistoricalModels: [LocatedModel] { historicalModels.filter { $0.declaration.access > .filePrivate } }

  /// The migrations that are visible in other files.
  package var visibleMigrations: [LocatedMigration] { migrations.filter { $0.access > .filePrivate } }

  /// The full path of a type named inside a model.
  func path(of type: String, in model: LocatedModel) -> String {
    path(of: type, in: model, among: models + dependencyModels)
  }

  /// The set of fields named inside a model; nil if its source is not known.
  func group(_ type: String, in model: LocatedModel) -> LocatedModel? {
    let path = path(of: type, in: model, among: groups)
    return groups.first { $0.path == path }
  }

  private func path(of type: String, in model: LocatedModel, among all: [LocatedModel]) -> String {
    let components = type.split(separator: ".").map { String($0).unquoted }
    guard let head = components.first else { return type }
    let resolved = (index.path(of: head, in: model.scope) ?? [head]) + components.dropFirst()
    if all.contains(where: { $0.scope == resolved }) { return resolved.path }
    let named = Set(all.filter { $0.declaration.name == components.last }.map(\.scope))
    if let only = named.first, named.count == 1 { return only.path }
    return resolved.path
  }

  /// A type's name inside extensions of `QuerySet` and `RelatedManager`, whose generic parameters may have the same
  /// name as a model.
  func outside(_ path: String) -> String {
    let head = path.prefix { $0 != "." }
    guard ["Model", "Relation"].contains(head), models.contains(where: { $0.scope.first == String(head) }) else {
      return path
    }
    return ModelCollection.moduleName(target) + "." + path
  }

  /// The name of a target's module.
  static func moduleName(_ target: String) -> String {
    let name = String(target.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
    return (name.first?.isNumber == true ? "_" : "") + name
  }

  /// The model with a path.
  func model(at path: String) -> LocatedModel? { (models + dependencyModels).first { $0.path == path } }
}

extension [String] {
  /// The path as spelled in code.
  var path: String { map(\.quotedIfNeeded).joined(separator: ".") }
}
