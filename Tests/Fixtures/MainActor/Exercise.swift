public import Kindred

/// Makes models, filters and follows them, on the main actor.
///
/// - Returns: What it found.
public func exerciseMainActor(on database: Database) async throws -> [String] {
  try await database.createTables(for: IsolatedModels.all)
  let cat = try await Cat.objects.create(name: "Minka", toys: ["ball"])
  _ = try await cat.kittenSet.create(name: "Tom")
  let found = try await Kitten.objects.filter { $0.mother.name == "Minka" && $0.mother.mood == .calm }.get()
  let mother = try await found.mother
  return [found.name, mother.name, "\(mother.toys)", try await elsewhere(found), "\(try await cat.delete().total)"]
}

/// Off the main actor, where the model's machinery has to work too.
@concurrent
nonisolated private func elsewhere(_ kitten: Kitten) async throws -> String {
  guard kitten.motherID.isUnsaved == false else { return "" }
  return try await Cat.objects.filter { $0.kitten.name == "Tom" }.get().name
}
