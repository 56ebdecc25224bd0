import Kindred

// Models with names that Kindred, Swift and Foundation have for types of their own.

@Model
struct Key {
  var name: String
  @ForeignKey(onDelete: .cascade) var model: Model
  @ForeignKey(onDelete: .setNull) var date: Date?
}

@Model
struct Model {
  var name: String
  @ForeignKey(onDelete: .cascade, relatedName: "children") var parent: Model?
}

@Model
struct Date { @Field(maxLength: 10) var name: String }

@Model
struct Data {
  @Field(.json) var names: [String] = []
  @ForeignKey(onDelete: .cascade) var key: Key
}

@Model
struct JSON { var name: String = "" }

@Model
struct Character {
  @PrimaryKey(maxLength: 5) var name: String = "x"
  @ForeignKey(to: "name", onDelete: .cascade) var field: Field
}

@Model
struct Field { @Field(maxLength: 20, unique: true) var name: String }

@Model
struct URL { var name: String? }

@Model
struct Reference { var name: String }

@Model
struct Path { var name: String }

@Model
struct Row { var name: String }

@Model
struct Decoder { var name: String }

@Model
struct CodingKey { var name: String }

@Model
struct QuerySet { var name: String }

@Model
struct DatabaseRow { var name: String }

@Model
struct Relation {
  @ForeignKey(onDelete: .cascade) var path: Path
  @ForeignKey(onDelete: .cascade) var row: Row
}

// Selections with such names, with properties of such types and with reserved words as names.

@Selection
struct Expr {
  var key: Key
  var model: Model
  var date: Date?
  var `class`: Swift.String
  var `init`: Swift.Int
  var row: Swift.String
  var place: Swift.String
  var list: Swift.String
  var value0: Swift.Int
  var columns: Swift.String
  var add: Swift.Int?
}

@Selection
struct SelectionTerm { var count: Swift.Int }

@Selection
struct SelectedInto {
  var expr: SelectionTerm
  var selection: Swift.String
}

@Model
struct Target {
  var create: Swift.Bool = false
}

@Fields
struct Place {
  var city: Swift.String
  var note: Place.Note = Note.none
  @ForeignKey(onDelete: .cascade, relatedName: "+") var target: Target

  enum Note: Swift.String, Choices { case none, some }
}

@Model
struct Stop {
  @Embedded var place: Place
}
