// ltijs requires mongoose when it is loaded, even though our Knex plugin replaces its MongoDB
// store. This stand-in keeps a whole MongoDB driver off the disk and out of the start-up time.
module.exports = {
  Schema: class Schema {
    index() {}
  },
};
