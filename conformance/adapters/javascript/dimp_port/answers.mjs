// Answers of the line protocol. The adapter's own helpers are the same, but importing them moves standard output
// aside, which a test needs for itself.

export const accept = (members = {}, intermediate = undefined) => ({ accept: members, intermediate });
export const ignore = () => ({ ignore: {} });
