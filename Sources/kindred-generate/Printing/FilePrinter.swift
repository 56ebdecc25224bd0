import KindredModelSyntax

/// Writes the whole generated file.
package struct FilePrinter {
  let collection: ModelCollection

  /// Makes a printer.
  package init(_ collection: ModelCollection) { self.collection = collection }

  /// The file's text. It is deterministic.
  package var text: String {
    let header = """
      // Written by Kindred from the models of '\(collection.target)' before each build. Changes are lost.
      """
    guard !collection.models.isEmpty || collection.listsMigrations else {
      return header + "\n// The target has no models.\n"
    }
    let lists = [list, migrations].compactMap { $0 }
    let blocks = [header, collection.imports.lines.joined(separator: "\n")] + marks + reverse + creates + lists
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// Members that hide an unavailable one. Without them, the code of `@Model` says that the plugin is missing.
  private var marks: [String] {
    (collection.visibleModels + collection.visibleHistoricalModels).map { model in
      Lines.block(
        "nonisolated extension \(model.path)",
        ["/// Whether the build plugin has read the model.\nstatic var isReadByPlugin: Bool { true }"],
        conditions: model.conditions, availability: model.declaration.availability)
    }
  }

  private var reverse: [String] {
    let relations = collection.visibleRelations
    let printer = ReversePrinter(collection: collection)
    return Set(relations.map(\.targetPath)).sorted().flatMap { path in
      printer.blocks(for: path, relations.filter { $0.targetPath == path })
    }
  }

  private var creates: [String] {
    collection.visibleModels.flatMap { model in
      let printer = CreatePrinter(collection: collection, model: model)
      let relations = collection.visibleRelations.filter { $0.source == model }
      return ([printer.onQuerySet, printer.onSet] + relations.map(printer.onManager)).compactMap { $0 }
    }
  }

  private var list: String {
    let models = collection.visibleModels
    // Before the first models are written, another target may name the list already, as with the migrations.
    let isPublic = collection.models.isEmpty || models.contains { $0.declaration.access == .public }
    let access = isPublic ? "public " : ""
    let types = models.map {
      Lines.ListedType(path: $0.path, conditions: $0.conditions, availabilityTest: $0.availabilityTest)
    }
    let body = Lines.types(types, element: "any Kindred.Model.Type")
    let isLiteral = types.allSatisfy(\.isUnconditional)
    let value = isLiteral ? body : "{\n\(Lines.indented(body))\n}()"
    return Lines.block(
      "/// The models of '\(collection.target)'.\n\(access)enum \(FilePrinter.listName(collection.target))",
      ["/// Every model, by name.\n\(access)nonisolated static let all: [any Kindred.Model.Type] = \(value)"])
  }

  /// The list of the migrations, if there are any. It is public, also where they are not, so that the program that
  /// applies them can be another target.
  private var migrations: String? {
    let migrations = collection.visibleMigrations
    guard collection.listsMigrations else { return nil }
    let types = migrations.map { Lines.ListedType(path: $0.path, conditions: $0.conditions) }
    let body = Lines.types(types, element: "any KindredMigrations.Migration.Type")
    let value = types.allSatisfy(\.isUnconditional) ? body : "{\n\(Lines.indented(body))\n}()"
    return Lines.block(
      "/// The migrations of '\(collection.target)'.\n"
        + "public enum \(ModelCollection.moduleName(collection.target))Migrations: KindredMigrations.MigrationList",
      [
        "/// Every migration, by name.\npublic nonisolated static let all: [any KindredMigrations.Migration.Type] = \(value)"
      ])
  }

  /// The name of the list of a target's models.
  static func listName(_ target: String) -> String {
    ModelCollection.moduleName(target) + "Models"
  }
}
