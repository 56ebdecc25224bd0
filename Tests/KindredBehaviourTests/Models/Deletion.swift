import Kindred

/// What everything below points to.
@Model
struct Owner {
  var name: String
  @Field(unique: true) var code: String
}

@Model
struct CascadingPet {
  @ForeignKey(onDelete: .cascade) var owner: Owner
  var name: String = ""
}

/// Referred to by nothing, and refers to what refers to the owner.
@Model
struct Toy {
  @ForeignKey(onDelete: .cascade) var pet: CascadingPet
}

@Model
struct ProtectedPet {
  @ForeignKey(onDelete: .protect) var owner: Owner
}

@Model
struct RestrictedPet {
  @ForeignKey(onDelete: .restrict) var owner: Owner
  @ForeignKey(onDelete: .cascade, relatedName: "kept") var keeper: Owner?
}

@Model
struct NulledPet {
  @ForeignKey(onDelete: .setNull) var owner: Owner?
}

@Model
struct ReassignedPet {
  @ForeignKey(onDelete: .set(Key<Owner>(1))) var owner: Owner
}

@Model
struct DefaultedPet {
  @ForeignKey(onDelete: .setDefault(Key<Owner>(1))) var owner: Owner
}

@Model
struct UntouchedPet {
  @ForeignKey(onDelete: .doNothing) var owner: Owner
}

@Model
struct DatabaseCascadingPet {
  @ForeignKey(onDelete: .databaseCascade) var owner: Owner
}

@Model
struct DatabaseNulledPet {
  @ForeignKey(onDelete: .databaseSetNull) var owner: Owner?
}

@Model
struct DatabaseDefaultedPet {
  @ForeignKey(onDelete: .databaseSetDefault, databaseDefault: .value(1)) var owner: Owner
}

/// Points by a unique field instead of the key.
@Model
struct CodedPet {
  @ForeignKey(to: "code", onDelete: .cascade) var owner: Owner
}

/// A tree: a key to the model itself.
@Model
struct Folder {
  var name: String
  @ForeignKey(onDelete: .cascade, relatedName: "children") var parent: Folder?
}

/// One half of a cycle between two tables.
@Model
struct Chicken {
  @ForeignKey(onDelete: .setNull, relatedName: "hatched") var egg: Egg?
  var name: String
}

/// The other half.
@Model
struct Egg {
  @ForeignKey(onDelete: .cascade, relatedName: "laid") var chicken: Chicken
}
